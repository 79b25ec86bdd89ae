namespace Tidemark.Sqlite;

/// <summary>
/// Whether other stores may leave signals in the file, which are other processes as a rule. Taken for granted until a beat finds that all live nodes listen
/// at this very store; from then on until another beat finds others, or any transaction finds that somebody else wrote to the file. Set by the writer's loop,
/// inside its transactions, so that the two do not overtake each other.
/// </summary>
internal sealed class Neighbours
{
    private int _areNone;

    /// <summary>Called when there may be some again.</summary>
    public Action? Appeared { get; set; }

    public bool ArePossible => Volatile.Read(ref _areNone) == 0;

    /// <summary>A beat has seen all nodes.</summary>
    public void Note(bool areThere)
    {
        // Exchanged rather than written: whoever rests says so before it asks, so one of the two sees the other.
        if (Interlocked.Exchange(ref _areNone, areThere ? 0 : 1) == 1 && areThere)
            Appeared?.Invoke();
    }

    /// <summary>A transaction has begun: whether somebody else wrote to the file since the last beat that found nobody.</summary>
    public void Look(SqliteTables tables)
    {
        if (!ArePossible && tables.Nodes.HasChanged())
            Note(areThere: true);
    }
}
