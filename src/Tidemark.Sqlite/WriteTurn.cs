namespace Tidemark.Sqlite;

/// <summary>
/// How the writers of several processes take turns at one file. SQLite wakes nobody when its lock comes free; a waiter has to look. Left to
/// itself it sleeps up to 100 ms between looks, while under load the file is free for only a moment between two batches of one process: a
/// waiter was seen to starve for five seconds. So a waiter looks every millisecond or two, and a writer that never runs out of work pauses
/// now and then for longer than that.
/// </summary>
/// <remarks>In real time, whatever clock the sessions live by. Belongs to the writer's loop.</remarks>
internal sealed class WriteTurn(TimeSpan budget)
{
    /// <summary>
    /// The busy timeout of the writer's connection: SQLite looks after 1 ms and after 2 more, then the writer asks again. Delays of .NET are
    /// no use here: one of 1 ms was seen to take 4 to 8.
    /// </summary>
    public const int LookMilliseconds = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    private long _began = Now;
    private long _left = Now;

    private static long Now => TimeProvider.System.GetTimestamp();

    /// <summary>Begins a transaction that may write.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">Another process kept the lock for longer than the budget.</exception>
    public async Task TakeAsync(SqliteTables tables)
    {
        if (Since(_left) >= Pause)
            _began = Now;
        if (Since(_began) >= Longest)
        {
            await Task.Delay(Pause, TimeProvider.System);
            _began = Now;
        }

        var asked = Now;
        while (!tables.TryBegin())
        {
            if (Since(asked) >= budget)
            {
                tables.Begin();
                return;
            }

            await Task.Yield();
            _began = Now;
        }
    }

    /// <summary>The transaction has ended.</summary>
    public void Leave() => _left = Now;

    private static TimeSpan Since(long timestamp) => TimeProvider.System.GetElapsedTime(timestamp);
}
