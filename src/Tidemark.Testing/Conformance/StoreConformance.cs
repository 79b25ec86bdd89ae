using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>
/// What the conformance tests share. A store's test project writes one <see cref="StoreFixture"/> and derives each class of this
/// folder in one line: <c>public sealed class Acquire : AcquireConformance&lt;MyFixture&gt;;</c>
/// </summary>
public abstract class StoreConformance<TFixture> : IAsyncLifetime
    where TFixture : StoreFixture, new()
{
    private readonly TFixture _fixture = new();
    private IPrimaryStore? _store;

    /// <summary>The store under test.</summary>
    protected IPrimaryStore Store => _store ?? throw new InvalidOperationException("The store is not open yet.");

    /// <summary>The store's clock.</summary>
    protected ManualTimeProvider Time => _fixture.Time;

    /// <summary>The finest span that the store tells apart.</summary>
    protected TimeSpan Tick => _fixture.Precision;

    /// <summary>Has the store refuse all commits until what this returns is disposed.</summary>
    private protected ValueTask<IAsyncDisposable> RefuseAsync() => _fixture.RefuseAsync();

    /// <summary>A node that lives through the test.</summary>
    protected NodeId Here { get; } = NodeId.New();

    /// <summary>Another node that lives through the test.</summary>
    protected NodeId There { get; } = NodeId.New();

    /// <summary>The lifetime of sessions in these tests: 20 minutes idle, 24 hours in all.</summary>
    protected static Lifetime Usual { get; } = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));

    /// <summary>Opens the store and lets both nodes live for a year.</summary>
    public async ValueTask InitializeAsync()
    {
        _store = await _fixture.OpenAsync();
        await BeatAsync(Here, TimeSpan.FromDays(365));
        await BeatAsync(There, TimeSpan.FromDays(365));
    }

    /// <summary>Removes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static StateKey NewKey() => StateKey.From("conformance", SessionId.New());

    private protected static Difference Whole(string name, params byte[] value) => new WholeValue(name, value);

    private protected static Difference Gone(string name) => new Removal(name);

    private protected async Task<IReadOnlyList<StoreSignal.Recall>> BeatAsync(NodeId node, TimeSpan lifetime) =>
        (await Store.BeatAsync(node, lifetime, default)).Recalls;

    /// <summary>Creates a session and keeps its first lease, for <see cref="Here"/>.</summary>
    private protected Task<CommitOutcome.Committed> CreateAsync(StateKey key, params Difference[] differences) =>
        CreateAsync(key, AfterCommit.Keep, Usual, differences);

    private protected async Task<CommitOutcome.Committed> CreateAsync(
        StateKey key, AfterCommit then, Lifetime lifetime, params Difference[] differences) =>
        Committed(await SendAsync(Creation(key, differences) with { Lifetime = lifetime, Then = then }));

    /// <summary>What <see cref="Here"/> sends to create a session and keep its first lease.</summary>
    private protected CommitRequest Creation(StateKey key, params Difference[] differences) =>
        new(key, Here, LeaseToken.None, StateVersion.None, CommitId.New(), differences, Usual, AfterCommit.Keep, "create");

    private protected async Task<CommitOutcome> SendAsync(CommitRequest request) => await Store.CommitAsync(request, default);

    /// <summary>What <see cref="Here"/> sends to change a session under the lease of the <paramref name="last"/> commit.</summary>
    private protected CommitRequest Change(StateKey key, CommitOutcome.Committed last, params Difference[] differences) =>
        Change(key, last.Token, last.Version, differences);

    private protected CommitRequest Change(StateKey key, LeaseToken token, StateVersion from, params Difference[] differences) =>
        new(key, Here, token, from, CommitId.New(), differences, Usual, AfterCommit.Keep, "change");

    private protected async Task<AcquireOutcome> AcquireAsync(StateKey key, NodeId node, StateVersion known = default) =>
        await Store.AcquireAsync(new AcquireRequest(key, node, known, "acquire"), default);

    private protected async Task<AcquireOutcome.Granted> GrantAsync(StateKey key, NodeId node, StateVersion known = default) =>
        Assert.IsType<AcquireOutcome.Granted>(await AcquireAsync(key, node, known));

    private protected async Task AssertHeldAsync(NodeId holder, StateKey key, NodeId asking) =>
        Assert.Equal(holder, Assert.IsType<AcquireOutcome.Held>(await AcquireAsync(key, asking)).Holder);

    private protected async Task ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused = default) =>
        await Store.ReleaseAsync(key, token, unused, default);

    private protected async Task TouchAsync(params StateKey[] keys) =>
        await Store.TouchAsync([.. keys.Select(key => new SessionUse(key, TimeSpan.Zero))], default);

    private protected async Task<bool> EndAsync(StateKey key, EndReason reason = EndReason.Revoked) => await Store.EndAsync(key, reason, default);

    private protected async Task<IReadOnlyList<EndedState>> ClaimAsync(TimeSpan claim, int limit = 1000) =>
        await Store.ClaimEndedAsync(limit, claim, default);

    private protected async Task ForgetAsync(params StateKey[] keys) => await Store.ForgetEndedAsync(keys, default);

    private protected async Task<IReadOnlyList<UserEntry>> EnterAsync(UserKey user, StateKey key) =>
        await Store.EnterUserAsync(user, key, Usual, default);

    private protected async Task<IReadOnlyList<UserEntry>> ListAsync(UserKey user) => await Store.ListUserAsync(user, default);

    private protected async Task<int> SweepAsync(int limit = 1000) => await Store.SweepAsync(limit, default);

    private protected async Task<ReadOutcome> ReadAsync(StateKey key, StateVersion known = default) => await Store.ReadAsync(key, known, default);

    private protected async Task<PrimaryState> FindAsync(StateKey key, StateVersion known = default) =>
        Assert.IsType<ReadOutcome.Found>(await ReadAsync(key, known)).State;

    private protected static CommitOutcome.Committed Committed(CommitOutcome outcome) => Assert.IsType<CommitOutcome.Committed>(outcome);

    private protected static void AssertFenced(FenceReason reason, CommitOutcome outcome) =>
        Assert.Equal(new CommitOutcome.Fenced(reason), outcome);

    private protected async Task AssertMissingAsync(StateKey key)
    {
        Assert.IsType<ReadOutcome.Missing>(await ReadAsync(key));
        Assert.IsType<AcquireOutcome.Missing>(await AcquireAsync(key, There));
    }

    private protected static void AssertValue(PrimaryState state, string name, params byte[] expected) =>
        Assert.Equal(expected, Assert.Single(state.Changed, attribute => attribute.Name == name).Base!.Bytes.ToArray());

    private protected static string[] ChangedNames(PrimaryState state) =>
        [.. state.Changed.Select(attribute => attribute.Name).Order(StringComparer.Ordinal)];

    private protected static string[] UnchangedNames(PrimaryState state) => [.. state.Unchanged.Order(StringComparer.Ordinal)];
}
