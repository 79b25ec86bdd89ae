namespace Tidemark.Sqlite;

/// <summary>The marks of changes, as the writer gives them. How the feed is, is read anew in each transaction: other processes change it.</summary>
internal sealed class FeedTable(FileConnection connection) : IDisposable
{
    private readonly PreparedStatement _read = new(connection, SqliteStatements.ReadFeed);
    private readonly PreparedStatement _set = new(connection, SqliteStatements.SetFeed);
    private readonly PreparedStatement _markGone = new(connection, SqliteStatements.MarkGone);
    private readonly PreparedStatement _unmarkGone = new(connection, SqliteStatements.UnmarkGone);
    private readonly PreparedStatement _findOldGone = new(connection, SqliteStatements.FindOldGone);
    private readonly PreparedStatement _deleteGone = new(connection, SqliteStatements.DeleteGone);
    private readonly PreparedStatement _findUnmarked = new(connection, SqliteStatements.FindUnmarked);
    private readonly PreparedStatement _mark = new(connection, SqliteStatements.MarkRecord);
    private StoredFeed? _feed;
    private bool _isChanged;

    /// <summary>News of a record is written.</summary>
    public void Changed(long id, DateTimeOffset now)
    {
        if (Feed.State != StoredFeed.Off)
            _mark.Bind(1, Next(now)).Bind(2, id).Run();
    }

    /// <summary>A record goes, which has the mark of its last change.</summary>
    public void Gone(long id, bool isNews, DateTimeOffset now)
    {
        if (Feed.State == StoredFeed.Off)
            return;
        if (isNews)
            _markGone.Bind(2, Next(now));
        _markGone.Bind(1, id).Run();
    }

    /// <summary>A record came that may have been there before.</summary>
    public void Came(RecordKey key)
    {
        if (Feed.State != StoredFeed.Off)
            _unmarkGone.Bind(1, (long)key.Kind).Bind(2, key.Bytes).Run();
    }

    /// <summary>Marks some of the records that have no mark of this feed yet. Returns the last of them; null if there are no more.</summary>
    /// <param name="after">The records behind this one.</param>
    /// <param name="limit">How many.</param>
    /// <param name="now">The clock.</param>
    public long? MarkSome(long after, int limit, DateTimeOffset now)
    {
        if (Feed.State == StoredFeed.On)
            return null;
        if (Feed.State == StoredFeed.Off)
            Feed = Feed with { State = StoredFeed.Marking, Began = Feed.Last };
        var ids = new List<long>();
        _findUnmarked.Bind(1, after).Bind(2, Feed.Began.Number).Bind(3, limit);
        while (_findUnmarked.Step())
            ids.Add(_findUnmarked.Int64(0));
        foreach (var id in ids)
            Changed(id, now);
        if (ids.Count == limit)
            return ids[^1];
        Feed = Feed with { State = StoredFeed.On };
        return null;
    }

    /// <summary>Gives marks no more, and forgets what went.</summary>
    public void End()
    {
        Feed = Feed with { State = StoredFeed.Off, Horizon = Feed.Last };
        _deleteGone.Bind(1, Feed.Last.Number).Run();
    }

    /// <summary>Forgets what went long ago.</summary>
    public void DeleteOld(DateTimeOffset now)
    {
        if (!_findOldGone.Bind(1, RecordTime.Of(now - IChangeFeed.GoneKept)).Step())
            return;
        var old = new ChangeMark(_findOldGone.IsNumber(0) ? _findOldGone.Int64(0) : 0);
        _findOldGone.Reset();
        if (old > Feed.Horizon)
            Feed = Feed with { Horizon = old };
        _deleteGone.Bind(1, old.Number).Run();
    }

    /// <summary>To be called before the transaction is committed.</summary>
    public void Write()
    {
        if (_isChanged && _feed is { } feed)
            _set.Bind(1, feed.State).Bind(2, feed.Began.Number).Bind(3, feed.Last.Number).Bind(4, feed.Horizon.Number).Run();
        Forget();
    }

    /// <summary>To be called when the transaction has ended, or was undone.</summary>
    public void Forget() => (_feed, _isChanged) = (null, false);

    public void Dispose()
    {
        _read.Dispose();
        _set.Dispose();
        _markGone.Dispose();
        _unmarkGone.Dispose();
        _findOldGone.Dispose();
        _deleteGone.Dispose();
        _findUnmarked.Dispose();
        _mark.Dispose();
    }

    private long Next(DateTimeOffset now)
    {
        Feed = Feed with { Last = Feed.Last.Next(now) };
        return Feed.Last.Number;
    }

    private StoredFeed Feed
    {
        get => _feed ??= StoredFeed.Read(_read);
        set => (_feed, _isChanged) = (value, true);
    }
}
