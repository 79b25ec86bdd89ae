namespace Tidemark.Stores;

// As one of the instances of the primary state.
public partial class PrimaryStore : IReplicaStore
{
    private const int GuardsAtOnce = 64;

    // Whether anybody here has asked what the store is, as whoever keeps a replica does, or knows two stores. Nobody else pays for guards. It counts from the
    // question on: what is sent before the answer may arrive when the store is a replica.
    private volatile bool _isOneOfSeveral;

    /// <inheritdoc/>
    public IReplicaStore Copies => this;

    /// <inheritdoc/>
    public ValueTask<StoreStanding> ReadStandingAsync(CancellationToken cancellationToken)
    {
        _isOneOfSeveral = true;
        return RunAsync(RecordKey.GuardOf(0), new ReadStanding(), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TrySetStandingAsync(StoreStanding standing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentOutOfRangeException.ThrowIfLessThan(standing.Epoch, 1, nameof(standing));

        // The first one last: it is what the store says it is, and that is true of all of it then.
        foreach (var some in Enumerable.Range(1, _records.Guards - 1).Chunk(GuardsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Array.Exists(await Task.WhenAll(some.Select(number => SetAsync(number, standing))), isSet => !isSet))
                return false;
        }

        return await SetAsync(0, standing);
    }

    /// <inheritdoc/>
    public ValueTask<SessionImage> ReadImageAsync(StateKey key, StateVersion? newer, CancellationToken cancellationToken) =>
        RunAsync(key, new ReadImage(newer), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadUserAsync(RecordKey key, CancellationToken cancellationToken) =>
        RunAsync(key, new ReadUser(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CopyOutcome> CopyAsync(SessionCopy copy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(copy);
        ValueLimit.Check(_name, [.. copy.Attributes.Select(attribute => attribute.Difference)], _traits.MaxValueBytes);
        return RunAsync(copy.Key, new CopySession(copy), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CopyOutcome> CopyUserAsync(UserCopy copy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(copy);
        return RunAsync(copy.Key, new CopyUser(copy), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Following> FollowAsync(FollowRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.For, TimeSpan.Zero, nameof(request));
        return RunAsync(RecordKey.FollowingOf(request.Share), new Follow(request), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Following> ReadFollowingAsync(int share, CancellationToken cancellationToken) =>
        RunAsync(RecordKey.FollowingOf(share), new ReadFollowing(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> AdoptAsync(RecordKey key, CancellationToken cancellationToken) => key.Kind switch
    {
        RecordKind.Session => RunAsync(key, new AdoptSession(key.Session), cancellationToken),
        RecordKind.User => RunAsync(key, new AdoptUser(), cancellationToken),
        _ => new ValueTask<bool>(false),
    };

    private Task<bool> SetAsync(int guard, StoreStanding standing) =>
        RunAsync(RecordKey.GuardOf(guard), new SetStanding(standing), CancellationToken.None).AsTask();

    private StoreRefusedException Barred(string verb, BarredRecordException barred) => new(
        $"The {_name} store could not {verb}: {(barred.Standing.Role == StoreRole.Replica ? "it is a replica" : "it is closed, since another one takes over")} "
        + $"(epoch {barred.Standing.Epoch}). Nothing was written. Use the primary, or make this store the primary first (tidemark replica promote).",
        barred)
    {
        MayPassSoon = barred.Standing.Role != StoreRole.Replica,
    };
}
