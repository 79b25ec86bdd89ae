using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>A session that a node holds and another one waits for, one that nobody holds, and what can be done to them: the contract alone, without a core.</summary>
internal sealed class Scene(RedisStore store)
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static Lifetime Usual { get; } = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));

    public NodeId Here { get; } = NodeId.New();

    public NodeId There { get; } = NodeId.New();

    public StateKey Held { get; } = NewKey();

    public StateKey Free { get; } = NewKey();

    /// <summary>A session that is not there yet.</summary>
    public StateKey New { get; } = NewKey();

    public LeaseToken Token { get; private set; }

    public static StateKey NewKey() => StateKey.From(Node.Application, SessionId.New());

    public async Task<Scene> SetAsync(Lifetime? lifetime = null)
    {
        await store.BeatAsync(Here, Long, default);
        await store.BeatAsync(There, Long, default);
        Token = (await CreateAsync(Held, AfterCommit.Keep, lifetime)).Token;
        await CreateAsync(Free, AfterCommit.Release, lifetime);
        Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(Held, There));
        return this;
    }

    /// <summary>Both nodes leave.</summary>
    public async Task LeaveAsync()
    {
        await store.BeatAsync(Here, TimeSpan.Zero, default);
        await store.BeatAsync(There, TimeSpan.Zero, default);
    }

    /// <summary>Verbs that write, each on what suits it.</summary>
    public IReadOnlyDictionary<string, Func<Task>> Verbs() => new Dictionary<string, Func<Task>>
    {
        ["create"] = () => CreateAsync(New, AfterCommit.Keep),
        ["commit"] = () => CommitAsync(AfterCommit.Keep),
        ["commit and release"] = () => CommitAsync(AfterCommit.Release),
        ["commit and end"] = () => CommitAsync(AfterCommit.End),
        ["acquire what is free"] = () => AcquireAsync(Free, There),
        ["acquire what is held"] = () => AcquireAsync(Held, NodeId.New()),
        ["release"] = () => store.ReleaseAsync(Held, Token, TimeSpan.Zero, default).AsTask(),
        ["touch"] = () => store.TouchAsync([new SessionUse(Free, TimeSpan.Zero)], default).AsTask(),
        ["end what is held"] = () => store.EndAsync(Held, EndReason.Revoked, default).AsTask(),
        ["end what is free"] = () => store.EndAsync(Free, EndReason.Revoked, default).AsTask(),
        ["beat"] = () => store.BeatAsync(Here, Long, default).AsTask(),
        ["enter a user"] = () => store.EnterUserAsync(UserKey.From(Node.Application, "alice"), Free, Usual, default).AsTask(),
        ["publish a schema"] = () => store.PublishSchemaAsync(7, new byte[] { 1, 2, 3 }, default).AsTask(),
    };

    public async Task<CommitOutcome.Committed> CreateAsync(
        StateKey key, AfterCommit then, Lifetime? lifetime = null, UserKey user = default, bool tells = false)
    {
        var request = new CommitRequest(
            key, Here, LeaseToken.None, StateVersion.None, CommitId.New(), [Value("a", 100), Value("b", 10)], lifetime ?? Usual, then, "a creator")
        {
            User = user,
            TellsEnd = tells,
        };
        return Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, default));
    }

    private Task<CommitOutcome> CommitAsync(AfterCommit then) => store.CommitAsync(
        new CommitRequest(Held, Here, Token, new StateVersion(1), CommitId.New(), [Value("a", 200), new Removal("b")], Usual, then, "a writer"),
        default).AsTask();

    private Task<AcquireOutcome> AcquireAsync(StateKey key, NodeId node) =>
        store.AcquireAsync(new AcquireRequest(key, node, StateVersion.None, "a waiter"), default).AsTask();

    private static WholeValue Value(string name, int length) => new(name, new byte[length]);
}
