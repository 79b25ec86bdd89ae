using System.Collections.Concurrent;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// Publishes the schemas that this node writes by before their first value is committed, and reads those of other builds as soon as bytes
/// arrive that name them. Each once for a node; after that it costs a look into a table.
/// </summary>
internal sealed class SchemaExchange(StoreCalls store, KnownSchemas known, Heartbeat heartbeat)
{
    // For each schema that the store is known to have, in which life of this node it was so. A node that lost touch with its store
    // publishes anew: the store may have been replaced meanwhile, or have lost what it had only just acknowledged.
    private readonly ConcurrentDictionary<ulong, long> _published = new();

    // Guards the calls under way, which those who want the same wait for.
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Task> _reading = [];
    private readonly Dictionary<ulong, Task> _publishing = [];

    /// <summary>Has the schemas of what a store answered, as far as the store has them.</summary>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask FetchAsync(PrimaryState state, CancellationToken cancellationToken)
    {
        foreach (var attribute in state.Changed)
        {
            if (IsNews(attribute, out _))
                return FetchNewsAsync(state.Changed, cancellationToken);
        }

        return default;
    }

    /// <summary>Sees that the store has the schemas of all whole values. Patches do not change the schema of what they are made on.</summary>
    /// <exception cref="SessionUnavailableException">The store could not be reached.</exception>
    public ValueTask PublishAsync(IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        foreach (var difference in differences)
        {
            if (FindUnpublished(difference) is not null)
                return PublishAllAsync(differences, cancellationToken);
        }

        return default;
    }

    private bool IsNews(StoredAttribute attribute, out ulong fingerprint)
    {
        fingerprint = 0;
        return attribute.Base is { } @base && GraphSchema.TryGetFingerprint(@base.Bytes.Span, out fingerprint) && !known.Has(fingerprint);
    }

    private GraphSchema? FindUnpublished(Difference difference) =>
        difference is WholeValue whole
        && GraphSchema.TryGetFingerprint(whole.Value.Span, out var fingerprint)
        && (!_published.TryGetValue(fingerprint, out var life) || life != heartbeat.Life)
            ? known.TryFind(fingerprint)
            : null;

    private async ValueTask FetchNewsAsync(IReadOnlyList<StoredAttribute> attributes, CancellationToken cancellationToken)
    {
        foreach (var attribute in attributes)
        {
            if (IsNews(attribute, out var fingerprint))
                await JoinAsync(_reading, fingerprint, () => ReadAsync(fingerprint), cancellationToken);
        }
    }

    private async ValueTask PublishAllAsync(IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        foreach (var difference in differences)
        {
            if (FindUnpublished(difference) is { } schema)
                await JoinAsync(_publishing, schema.Fingerprint, () => PublishAsync(schema), cancellationToken);
        }
    }

    private async Task ReadAsync(ulong fingerprint)
    {
        var life = heartbeat.Life;
        var schema = await store.ReadSchemaAsync(fingerprint);
        known.Learn(fingerprint, schema);
        if (schema is not null)
            _published[fingerprint] = life;
    }

    private async Task PublishAsync(GraphSchema schema)
    {
        var life = heartbeat.Life;
        await store.PublishSchemaAsync(schema.Fingerprint, schema.Bytes);
        _published[schema.Fingerprint] = life;
    }

    // Nobody is let out of it before its end, which is that of the store's time budget: others may have joined.
    private Task JoinAsync(Dictionary<ulong, Task> calls, ulong fingerprint, Func<Task> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource begun;
        lock (_gate)
        {
            if (calls.TryGetValue(fingerprint, out var underWay))
                return underWay;
            begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            calls.Add(fingerprint, begun.Task);
        }

        _ = RunAsync(calls, fingerprint, call, begun);
        return begun.Task;
    }

    private async Task RunAsync(Dictionary<ulong, Task> calls, ulong fingerprint, Func<Task> call, TaskCompletionSource begun)
    {
        try
        {
            await call();
            Remove(calls, fingerprint);
            begun.SetResult();
        }
        catch (Exception failed)
        {
            Remove(calls, fingerprint);
            begun.SetException(failed);

            // Whoever waits has it; if nobody does, it is no concern of the finaliser thread either.
            _ = begun.Task.Exception;
        }
    }

    private void Remove(Dictionary<ulong, Task> calls, ulong fingerprint)
    {
        lock (_gate)
            calls.Remove(fingerprint);
    }
}
