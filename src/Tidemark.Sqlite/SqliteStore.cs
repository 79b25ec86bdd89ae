using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tidemark.Sqlite;

/// <summary>
/// Keeps primary states in one SQLite file, shared by the processes of a machine. The clock is the machine's, so its processes agree.
/// </summary>
/// <remarks>
/// <para>Durability: as <see cref="SqliteStoreOptions.Durability"/> says; an answer is given only after SQLite's commit. Safe for all threads.
/// The file is opened at the first verb; trouble with it comes as <see cref="StoreException"/> and needs no restart once it is over.</para>
/// <para>Reads run on the caller's thread, on connections of their own; everything else goes through one writer, in groups.</para>
/// </remarks>
public sealed partial class SqliteStore : IPrimaryStore, IAsyncDisposable
{
    // So that a sweep after a busy hour lets commits pass in between.
    private const int PostponedAtOnce = 1000;

    private readonly TimeProvider _time;
    private readonly int _longest;
    private readonly SqliteReaders _readers;
    private readonly SqliteListeners _listeners = new();
    private readonly LeaseInterest _interest;
    private readonly Neighbours _neighbours = new();
    private readonly SqliteVerbs _verbs;

    /// <summary>Makes a store over the file that the options name. Does not open it yet.</summary>
    /// <param name="options">Where and how. Do not change them afterwards.</param>
    /// <param name="time">The clock of the sessions.</param>
    /// <param name="log">Gets what happens to the file; null for nobody.</param>
    /// <exception cref="ArgumentException">The options have faults; the message names all of them.</exception>
    public SqliteStore(SqliteStoreOptions options, TimeProvider time, ILogger<SqliteStore>? log = null) : this(options, time, log, TimeProvider.System)
    {
    }

    // When to look into the file goes by real time, whatever clock the sessions live by; but for tests.
    internal SqliteStore(SqliteStoreOptions options, TimeProvider time, ILogger<SqliteStore>? log, TimeProvider watchTime)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException($"The SQLite store cannot start. {string.Join(" ", faults)}", nameof(options));
        _time = time;
        _longest = options.MaxValueBytes ?? ValueLimit.Usual;
        File = new SqliteFile(options, log ?? (ILogger)NullLogger.Instance);
        _interest = new LeaseInterest(watchTime);
        _readers = new SqliteReaders(File, _longest);
        _verbs = new SqliteVerbs(_listeners);
        Writer = new SqliteWriter(File, _neighbours, time, _longest);
        Watch = new SignalWatch(File, _listeners, _interest, _neighbours, RemoveAsync);
        _neighbours.Appeared = Watch.Wake;
    }

    internal SqliteFile File { get; }

    internal SqliteWriter Writer { get; }

    internal SignalWatch Watch { get; }

    /// <inheritdoc/>
    public async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        var (outcome, signals) = await IsMissingAsync(request, cancellationToken)
            ? new Answer<AcquireOutcome>(AcquireOutcome.Missing.Instance, [])
            : await Writer.RunAsync("acquire a session", (tables, now) => _verbs.Acquire(tables, request, now), cancellationToken);
        _interest.Note(request, outcome);
        Watch.Wake();
        _listeners.Send(signals);
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ValueLimit.Check("SQLite", request.Differences, _longest);
        var (outcome, signals) = await Writer.RunAsync(
            "commit a session", (tables, now) => _verbs.Commit(tables, request, now), cancellationToken);
        _interest.Note(request, outcome);
        Watch.Wake();
        _listeners.Send(signals);
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(StateKey key, LeaseToken token, TimeSpan unused, CancellationToken cancellationToken)
    {
        var signals = await Writer.RunAsync(
            "release a session", (tables, now) => _verbs.Release(tables, key, token, unused, now), cancellationToken);
        _interest.GaveBack(key, token);
        _listeners.Send(signals);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        _readers.RunAsync<ReadOutcome>("read a session", reader =>
        {
            var now = _time.GetUtcNow();
            if (SqliteVerbs.FindLive(reader, key, now) is not { } session)
                return ReadOutcome.Missing.Instance;
            return session.Record.Version == known
                ? new ReadOutcome.NotModified(session.Record.Remaining(now))
                : new ReadOutcome.Found(reader.ReadState(session.Id, session.Record, known, now));
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TouchAsync(IReadOnlyCollection<SessionUse> uses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uses);
        await Writer.RunAsync("touch sessions", (tables, now) =>
        {
            foreach (var use in uses)
                SqliteVerbs.Touch(tables, use, now);
            return uses.Count;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<BeatOutcome> BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.Zero);
        return await Writer.RunAsync(
            "renew a node",
            (tables, now) =>
            {
                var beat = SqliteVerbs.Beat(tables, node, lifetime, now);
                _neighbours.Note(tables.Nodes.HasOthers(_listeners, now));
                return beat;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var removed = await Writer.RunAsync("sweep", (tables, now) => tables.Sweep(now, limit), cancellationToken);
        while (await Writer.RunAsync("sweep", (tables, now) => tables.PostponeDue(now, PostponedAtOnce), cancellationToken) == PostponedAtOnce)
        {
        }

        while (await Writer.RunAsync("sweep", (tables, now) => tables.Users.Sweep(now, PostponedAtOnce), cancellationToken) == PostponedAtOnce)
        {
        }

        return removed;
    }

    /// <inheritdoc/>
    public async ValueTask PublishSchemaAsync(ulong fingerprint, ReadOnlyMemory<byte> schema, CancellationToken cancellationToken)
    {
        SchemaSize.Check(schema);
        await Writer.RunAsync("publish a schema", (tables, _) =>
        {
            tables.AddSchema(fingerprint, schema.Span);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadSchemaAsync(ulong fingerprint, CancellationToken cancellationToken) =>
        _readers.RunAsync<ReadOnlyMemory<byte>?>(
            "read a schema", reader => reader.FindSchema(fingerprint) is { } schema ? schema : default(ReadOnlyMemory<byte>?), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// Signals from nodes at this very store come directly; others come through the file, for which a thread looks every few milliseconds
    /// while a lease is held or awaited here, and nodes live elsewhere. The first sign of such a node is its beat, which this store sees when it writes
    /// itself, with its own next beat at the latest.
    /// </remarks>
    public ValueTask<IAsyncDisposable> ListenAsync(NodeId node, Action<StoreSignal> receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        cancellationToken.ThrowIfCancellationRequested();
        var listening = _listeners.Listen(node, receiver);
        Watch.Wake();
        return new ValueTask<IAsyncDisposable>(listening);
    }

    /// <summary>Finishes what was begun, then closes the file. Verbs that come later throw <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        await Writer.DisposeAsync();
        await _readers.DisposeAsync();
    }

    // What a dead cookie asks for shall cost no transaction, nor the wait for those of others. Who knows a version has the session in all likelihood.
    private ValueTask<bool> IsMissingAsync(AcquireRequest request, CancellationToken cancellationToken) => request.Known != StateVersion.None
        ? ValueTask.FromResult(false)
        : _readers.RunAsync("acquire a session", reader => SqliteVerbs.FindLive(reader, request.Key, _time.GetUtcNow()) is null, cancellationToken);

    private async Task RemoveAsync(IReadOnlyList<StoredSignal> delivered)
    {
        try
        {
            await Writer.RunAsync("remove signals", (tables, _) =>
            {
                foreach (var signal in delivered)
                    tables.Signals.Delete(signal);
                return delivered.Count;
            }, CancellationToken.None);
        }
        catch (Exception exception) when (exception is StoreException or ObjectDisposedException)
        {
            // They come again, or are swept.
        }
    }
}
