using System.Runtime.CompilerServices;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Network;
using Tidemark.Stores;

namespace Tidemark.Simulation.Replicas;

/// <summary>
/// One process's way to one of two stores, between its own <see cref="PrimaryStore"/> and the engine: what a process knows of a store, only this process
/// knows.
/// </summary>
internal sealed class RecordLink(SimulatedNetwork network, StoreSite site, NodeContext context, Trace trace, KeyBook keys) : IRecordStore, IChangeFeed
{
    private readonly Wire<StoreSite> _wire = new(network, site, context)
    {
        IsAway = () => site.IsAway,

        // As drivers of databases do: else a call that is lost would never end, and a node never leave.
        Patience = TimeSpan.FromSeconds(3),
    };

    public StoreSite Site => site;

    public bool IsCut
    {
        get => _wire.IsCut;
        set => _wire.IsCut = value;
    }

    public bool IsClosed
    {
        get => _wire.IsClosed;
        set => _wire.IsClosed = value;
    }

    public IChangeFeed Changes => this;

    public int Partitions => site.Records.Changes!.Partitions;

    public ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken) => Send(
        decision.Verb, key.Kind == RecordKind.Session ? keys.NumberOf(key.Session) : 0,
        store => store.Records.RunAsync(key, decision, CancellationToken.None), cancellationToken);

    public async IAsyncEnumerable<IReadOnlyList<RecordKey>> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in await Send("walk", 0, store => All(store.Records.WalkAsync(CancellationToken.None)), cancellationToken))
            yield return page;
    }

    public async IAsyncEnumerable<DuePage> WalkDueAsync(
        DueKind kind, TimeSpan overdue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in await Send("due", 0, store => All(store.Records.WalkDueAsync(kind, overdue, CancellationToken.None)), cancellationToken))
            yield return page;
    }

    public ValueTask<NodeBeat> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Send("beat", 0, store => store.Records.BeatAsync(node, lifetime, CancellationToken.None), cancellationToken);

    /// <summary>A beat with all that is to be heard with it, in one call.</summary>
    public ValueTask<BeatOutcome> BeatFullyAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Send("beat", 0, store => store.Store.BeatAsync(node, lifetime, CancellationToken.None), cancellationToken);

    public ValueTask<IReadOnlyList<KnownNode>> ListNodesAsync(CancellationToken cancellationToken) =>
        Send("nodes", 0, store => store.Records.ListNodesAsync(CancellationToken.None), cancellationToken);

    public async ValueTask TidyAsync(CancellationToken cancellationToken) =>
        await Send("tidy", 0, store => Done(store.Records.TidyAsync(CancellationToken.None)), cancellationToken);

    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken) =>
        await Send("publish", 0, store => Done(store.Records.PublishSchemaAsync(fingerprint, schema, CancellationToken.None)), cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        Send("schema", 0, store => store.Records.ReadSchemaAsync(fingerprint, CancellationToken.None), cancellationToken);

    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken) => Send(
        "listen", 0, store => store.Records.ListenAsync(node, signal => Carry(signal, receiver), CancellationToken.None), cancellationToken);

    public async ValueTask BeginAsync(CancellationToken cancellationToken) =>
        await Send("follow", 0, store => Done(store.Records.Changes!.BeginAsync(CancellationToken.None)), cancellationToken);

    public async ValueTask EndAsync(CancellationToken cancellationToken) =>
        await Send("unfollow", 0, store => Done(store.Records.Changes!.EndAsync(CancellationToken.None)), cancellationToken);

    public ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken) =>
        Send("changes", limit, store => store.Records.Changes!.ReadAsync(partition, after, limit, CancellationToken.None), cancellationToken);

    public ValueTask<IReadOnlyList<int>> FindChangedAsync(IReadOnlyList<ChangeMark> after, CancellationToken cancellationToken) =>
        Send("news", 0, store => store.Records.Changes!.FindChangedAsync(after, CancellationToken.None), cancellationToken);

    private ValueTask<T> Send<T>(string what, int key, Func<StoreSite, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        trace.Add(what, context.Number, key, site.Number);
        return _wire.Send(call, cancellationToken);
    }

    private void Carry(StoreSignal signal, Action<StoreSignal> receiver) => _wire.Carry(() =>
    {
        trace.Add("signal", context.Number, keys.NumberOf(signal.Key), site.Number, signal is StoreSignal.Recall ? "recall" : "free");
        context.Post(_ => receiver(signal), null);
    });

    private static async ValueTask<bool> Done(ValueTask call)
    {
        await call;
        return true;
    }

    private static async ValueTask<List<T>> All<T>(IAsyncEnumerable<T> pages)
    {
        var all = new List<T>();
        await foreach (var page in pages)
            all.Add(page);
        return all;
    }
}
