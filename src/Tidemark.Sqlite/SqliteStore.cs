namespace Tidemark.Sqlite;

/// <summary>
/// Keeps primary states in one SQLite file, shared by the processes of a machine. The clock is the machine's, so its processes agree.
/// </summary>
/// <remarks>
/// <para>Durability: as <see cref="SqliteStoreOptions.Durability"/> says; an answer is given only after SQLite's commit. Safe for all threads.
/// The file is opened at the first verb; trouble with it comes as <see cref="StoreUnavailableException"/> and needs no restart once it is over.</para>
/// <para>Reads run on the caller's thread, on connections of their own; everything else goes through one writer, in groups.</para>
/// </remarks>
public sealed class SqliteStore : IPrimaryStore, IAsyncDisposable
{
    // So that a sweep after a busy hour lets commits pass in between.
    private const int PostponedAtOnce = 1000;

    private readonly TimeProvider _time;
    private readonly SqliteReaders _readers;

    /// <summary>Makes a store over the file that the options name. Does not open it yet.</summary>
    /// <exception cref="ArgumentException">The options have faults; the message names all of them.</exception>
    public SqliteStore(SqliteStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException($"The SQLite store cannot start. {string.Join(" ", faults)}", nameof(options));
        _time = time;
        var file = new SqliteFile(options);
        _readers = new SqliteReaders(file);
        Writer = new SqliteWriter(file, time);
    }

    internal SqliteWriter Writer { get; }

    /// <inheritdoc/>
    public async ValueTask<AcquireOutcome> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await Writer.RunAsync("acquire a session", (tables, now) => Acquire(tables, request, now), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await Writer.RunAsync("commit a session", (tables, now) => Commit(tables, request, now), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(StateKey key, LeaseToken token, CancellationToken cancellationToken) =>
        await Writer.RunAsync("release a session", (tables, now) => Change(tables, key, now, record => record.Release(token, now)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOutcome> ReadAsync(StateKey key, StateVersion known, CancellationToken cancellationToken) =>
        _readers.RunAsync<ReadOutcome>("read a session", reader =>
        {
            var now = _time.GetUtcNow();
            if (FindLive(reader, key, now) is not { } session)
                return ReadOutcome.Missing.Instance;
            return session.Record.Version == known
                ? new ReadOutcome.NotModified(session.Record.Remaining(now))
                : new ReadOutcome.Found(reader.ReadState(session.Id, session.Record, known, now));
        }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TouchAsync(IReadOnlyCollection<StateKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        await Writer.RunAsync("touch sessions", (tables, now) =>
            keys.Count(key => Change(tables, key, now, record => record.Touch(now))), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask BeatAsync(NodeId node, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.Zero);
        await Writer.RunAsync("renew a node", (tables, now) =>
        {
            if (lifetime == TimeSpan.Zero)
                tables.DeleteNode(node);
            else
                tables.SetNode(node, NodeLife.Beat(tables.FindNode(node), now, lifetime));
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var removed = await Writer.RunAsync("sweep", (tables, now) => tables.DeleteExpired(now, limit), cancellationToken);
        while (await Writer.RunAsync("sweep", (tables, now) => tables.PostponeDue(now, PostponedAtOnce), cancellationToken) == PostponedAtOnce)
        {
        }

        return removed;
    }

    /// <summary>Finishes what was begun, then closes the file. Verbs that come later throw <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _readers.DisposeAsync();
    }

    private static AcquireOutcome Acquire(SqliteTables tables, AcquireRequest request, DateTimeOffset now)
    {
        if (FindLive(tables.Reader, request.Key, now) is not { } session)
            return AcquireOutcome.Missing.Instance;
        if (session.Record.Hold is { } hold && hold.Node != request.Node && session.HolderLives(now))
            return new AcquireOutcome.Held(hold.Node, hold.Age(now), hold.Purpose);
        var granted = session.Record.Grant(request.Node, request.Purpose, now);
        tables.Update(session, granted);
        return new AcquireOutcome.Granted(granted.Token, tables.Reader.ReadState(session.Id, granted, request.Known, now));
    }

    private static CommitOutcome Commit(SqliteTables tables, CommitRequest request, DateTimeOffset now)
    {
        var found = tables.Reader.Find(request.Key);
        var session = found is null || found.IsExpired(now) ? null : found;
        var decision = CommitDecision.Of(session?.Record, request, now);
        if (!decision.Applies)
            return decision.Outcome;

        // What is left of an expired session, or the whole of one that ends.
        if (found is not null && (session is null || decision.Next is null))
            tables.Delete(found.Id);
        if (decision.Next is not { } next)
            return decision.Outcome;

        if (session is not null)
            tables.Update(session, next);
        tables.Apply(session?.Id ?? tables.Insert(request.Key, next), next.Version, request.Differences);
        return decision.Outcome;
    }

    private static bool Change(SqliteTables tables, StateKey key, DateTimeOffset now, Func<PrimaryRecord, PrimaryRecord> change)
    {
        if (FindLive(tables.Reader, key, now) is not { } session)
            return false;
        var next = change(session.Record);
        if (ReferenceEquals(next, session.Record))
            return false;
        tables.Update(session, next);
        return true;
    }

    private static StoredSession? FindLive(SqliteReader reader, StateKey key, DateTimeOffset now) =>
        reader.Find(key) is { } session && !session.IsExpired(now) ? session : null;
}
