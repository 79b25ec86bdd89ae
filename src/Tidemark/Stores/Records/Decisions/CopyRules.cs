namespace Tidemark.Stores;

/// <summary>What decisions on copies have in common with whoever sends them.</summary>
internal static class CopyRules
{
    // A node sends one commit of a session after the other.
    private const int RememberedCommits = 2;

    /// <summary>
    /// A session as a replica has it with a copy. It never ends by itself: that it was used since is no news to a replica.
    /// </summary>
    /// <param name="record">The session in the primary.</param>
    /// <param name="has">What the replica had; null for nothing.</param>
    /// <param name="chains">The chains with the copy's differences.</param>
    /// <param name="stamp">The copy's stamp.</param>
    /// <param name="isAnotherHistory">See <see cref="SessionCopy.IsAnotherHistory"/>.</param>
    public static PrimaryRecord Next(
        PrimaryRecord record, PrimaryRecord? has, AttributeChains chains, CopyStamp stamp, bool isAnotherHistory) => record with
    {
        Token = LeaseToken.None,
        Hold = null,
        Queue = LeaseQueue.Empty,
        PastLeases = PastLeases.None,
        ClaimedUntil = DateTimeOffset.MinValue,
        Due = DateTimeOffset.MaxValue,
        Commits = Commits(record, has, isAnotherHistory),
        Copy = stamp,
        Chains = chains,
    };

    /// <summary>Refuses what only a primary does, if the guard says that the store is a replica.</summary>
    /// <exception cref="BarredRecordException">It is one.</exception>
    public static void RefuseReplica(in LoadedRecord loaded)
    {
        if (loaded.Guard is { IsEmpty: false } guard && StandingCodec.Decode(guard.Span) is { Role: StoreRole.Replica } standing)
            throw new BarredRecordException(standing);
    }

    /// <summary>
    /// Refuses what gives a node something to come back with, if the store is closed: who comes once the others have left is not waited for.
    /// </summary>
    /// <exception cref="BarredRecordException">It is closed.</exception>
    public static void RefuseClosed(in LoadedRecord loaded)
    {
        if (loaded.Guard is { IsEmpty: false } guard && StandingCodec.Decode(guard.Span) is { Role: StoreRole.Closed } standing)
            throw new BarredRecordException(standing);
    }

    // Whoever sends the copy leaves out those that the replica has. They are written with each copy: so only those that may be sent again are kept.
    private static RecentCommits Commits(PrimaryRecord record, PrimaryRecord? has, bool isAnotherHistory)
    {
        var commits = has is { } current && current.Created == record.Created && !isAnotherHistory ? current.Commits.ToList() : [];
        commits.AddRange(record.Commits.Where(commit => !commits.Exists(known => known.Id == commit.Id)));
        return RecentCommits.Of([.. commits.TakeLast(RememberedCommits)]);
    }
}
