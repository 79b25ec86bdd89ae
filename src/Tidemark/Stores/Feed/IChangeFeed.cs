namespace Tidemark.Stores;

/// <summary>
/// Says which records changed since a mark: each once, in the order of their last changes, those that went among them. It is no log: it is as long as there
/// are records, however often they change, so whoever follows it may stay away for as long as it likes.
/// </summary>
/// <remarks>
/// <para>A change is news if it gives a session another version, lifetime, user or end, or changes the list of a user; leases and use are none. It is marked
/// in the same atomic step in which it is written.</para>
/// <para>Whoever has everything up to a mark reads what came after it, and looks up each record as it is by then. A mark that is read covers all
/// before it: none comes later with a smaller one.</para>
/// <para>All members may be called from many threads at once, and throw as <see cref="IPrimaryStore"/> says.</para>
/// </remarks>
public interface IChangeFeed
{
    /// <summary>
    /// How long it is remembered that a record went: a day. Whoever stays away for longer sees by <see cref="FeedState.Horizon"/> that it may have missed some.
    /// </summary>
    static readonly TimeSpan GoneKept = TimeSpan.FromDays(1);

    /// <summary>How many partitions there are, each with marks of its own; they are numbered from 0.</summary>
    int Partitions { get; }

    /// <summary>
    /// Has changes marked from now on, whoever makes them, and gives every record that there is a mark: reading from <see cref="ChangeMark.None"/> on brings
    /// them all. Completes when each has one; a call that was broken off is taken up by the next. Does nothing if the feed is on.
    /// </summary>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Has changes marked no more.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken);

    /// <summary>What changed after a mark.</summary>
    /// <param name="partition">Of which partition.</param>
    /// <param name="after">The mark.</param>
    /// <param name="limit">How many records at most; zero only to learn of the feed's state.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="IPrimaryStore"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition, or the limit is negative.</exception>
    ValueTask<FeedPage> ReadAsync(int partition, ChangeMark after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The partitions whose <see cref="FeedState.Last"/> is greater than a mark of each, in any order: those in which there is something to read. It costs a
    /// store that has many partitions little more than one of them.
    /// </summary>
    /// <param name="after">A mark for each partition.</param>
    /// <param name="cancellationToken">See the remarks of <see cref="IPrimaryStore"/>.</param>
    /// <exception cref="ArgumentException">There are not as many marks as partitions.</exception>
    async ValueTask<IReadOnlyList<int>> FindChangedAsync(IReadOnlyList<ChangeMark> after, CancellationToken cancellationToken)
    {
        FeedPage.Check(after, Partitions);
        var changed = new List<int>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            if ((await ReadAsync(partition, after[partition], 0, cancellationToken)).State.Last > after[partition])
                changed.Add(partition);
        }

        return changed;
    }
}

/// <summary>How a feed is.</summary>
/// <param name="IsOn">Whether all records have marks, and all changes are marked.</param>
/// <param name="Last">The last mark that was given.</param>
/// <param name="Horizon">The greatest mark of what went and is forgotten: who has not read so far may have missed that a record went.</param>
public readonly record struct FeedState(bool IsOn, ChangeMark Last, ChangeMark Horizon);

/// <summary>A record that changed, or went.</summary>
/// <param name="Key">Which.</param>
/// <param name="Mark">Its last change.</param>
public readonly record struct MarkedRecord(RecordKey Key, ChangeMark Mark);
