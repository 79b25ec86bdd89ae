namespace Tidemark.Sqlite;

/// <summary>How the file's feed is.</summary>
/// <param name="State">One of the constants here.</param>
/// <param name="Began">The last mark before it was switched on: a record with one up to this has none of this feed yet.</param>
/// <param name="Last">As <see cref="FeedState.Last"/>.</param>
/// <param name="Horizon">As <see cref="FeedState.Horizon"/>.</param>
internal sealed record StoredFeed(long State, ChangeMark Began, ChangeMark Last, ChangeMark Horizon)
{
    public const long Off = 0;

    /// <summary>Changes are marked, but not all records have a mark yet.</summary>
    public const long Marking = 1;

    public const long On = 2;

    /// <summary>Reads the one row; off if there is none. What is no number of ours is 0.</summary>
    public static StoredFeed Read(PreparedStatement row)
    {
        if (!row.Step())
            return new StoredFeed(Off, default, default, default);
        var feed = new StoredFeed(Number(row, 0), new ChangeMark(Number(row, 1)), new ChangeMark(Number(row, 2)), new ChangeMark(Number(row, 3)));
        row.Reset();
        return feed;
    }

    private static long Number(PreparedStatement row, int column) => row.IsNumber(column) ? Math.Clamp(row.Int64(column), 0, RecordTime.Forever) : 0;
}
