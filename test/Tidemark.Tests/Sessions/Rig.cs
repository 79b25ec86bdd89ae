using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>Nodes over one memory store that can be made to fail, on a clock that stands still.</summary>
internal sealed class Rig
{
    public Rig(Action<TidemarkOptions>? configure = null)
    {
        configure?.Invoke(Options);
        Memory = new MemoryStore(Time);
        Store = new FaultyStore(Memory, Time);
        Watched = new WatchedStore(Store);
        First = NewNode();
    }

    public TidemarkOptions Options { get; } = new() { Application = "test" };

    public ManualTimeProvider Time { get; } = new();

    public MemoryStore Memory { get; }

    public FaultyStore Store { get; }

    public WatchedStore Watched { get; }

    public SessionManager First { get; }

    public SessionManager NewNode(IPrimaryStore? store = null, ILogger<SessionManager>? log = null, params ISessionEvents[] events) =>
        new(store ?? Watched, new GraphSerializer(Options.Graph), Options, Time, log ?? NullLogger<SessionManager>.Instance, events);

    /// <summary>A session that is in the store, with a cart of three lines, a name and a wizard. Its node has left.</summary>
    public async Task<SessionId> StoreAsync()
    {
        await using var node = new SessionManager(
            Memory, new GraphSerializer(Options.Graph), Options, Time, NullLogger<SessionManager>.Instance);
        await using var session = node.Create();
        await session.SetAsync(Keys.Cart, Cart.OfThree());
        await session.SetAsync(Keys.Name, "Ada");
        await session.SetAsync(Keys.Wizard, new Wizard { Step = 1 });
        await session.CompleteAsync();
        await First.StartAsync(CancellationToken.None);
        return session.Id;
    }

    /// <summary>A session whose attributes hold these bytes, whatever they are.</summary>
    public async Task<SessionId> StoreRawAsync(params (string Name, byte[] Value)[] attributes)
    {
        var id = SessionId.New();
        var differences = attributes.Select(Difference (attribute) => new WholeValue(attribute.Name, attribute.Value)).ToArray();
        var request = new CommitRequest(
            KeyOf(id), NodeId.New(), LeaseToken.None, StateVersion.None, CommitId.New(), differences,
            new Lifetime(Options.IdleTimeout, Options.AbsoluteTimeout), AfterCommit.Release, "raw");
        Assert.IsType<CommitOutcome.Committed>(await Memory.CommitAsync(request, CancellationToken.None));
        return id;
    }

    /// <summary>Takes the session away from whoever holds it, as if its node had been dead, and changes its name.</summary>
    public async Task StealAsync(SessionId id)
    {
        await Memory.BeatAsync(First.Node, TimeSpan.Zero, CancellationToken.None);
        await using var other = await NewNode().OpenAsync(id, SessionAccess.Exclusive, "thief");
        await other!.SetAsync(Keys.Name, "Eve");
        await other.CompleteAsync();
    }

    /// <summary>The store is back, and its nodes have had the time to notice.</summary>
    public Task ReturnAsync()
    {
        Store.IsDown = false;
        return Task.Delay(TimeSpan.FromSeconds(1.1), Time);
    }

    public async Task<PrimaryState?> StateAsync(SessionId id) =>
        await Memory.ReadAsync(KeyOf(id), StateVersion.None, CancellationToken.None) is ReadOutcome.Found found ? found.State : null;

    public async Task<Session> OpenAsync(SessionId id, SessionAccess access = SessionAccess.Exclusive, string purpose = "test") =>
        await First.OpenAsync(id, access, purpose) ?? throw new InvalidOperationException("There is no such session.");

    /// <summary>What the store has, read by a node of its own.</summary>
    public async Task<T?> StoredAsync<T>(SessionId id, SessionKey<T> key)
    {
        await using var session = await NewNode().OpenAsync(id, SessionAccess.ReadOnly);
        return session is null ? default : session.Read(key);
    }

    public StateKey KeyOf(SessionId id) => StateKey.From(Options.Application, id);

    /// <summary>
    /// Moves the clock in small steps until the task is complete: a wait that never ends fails the test. Call it on <see cref="OneThread"/>,
    /// or the clock may run ahead of the work.
    /// </summary>
    public async Task<T> UntilAsync<T>(Task<T> task)
    {
        for (var step = 0; step < 100_000 && !task.IsCompleted; step++)
        {
            await Task.Yield();
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(task.IsCompleted, "It did not end within 100 s of test time.");
        return await task;
    }

    public async Task UntilAsync(Task task) => await UntilAsync(ThenAsync(task));

    private static async Task<bool> ThenAsync(Task task)
    {
        await task;
        return true;
    }
}
