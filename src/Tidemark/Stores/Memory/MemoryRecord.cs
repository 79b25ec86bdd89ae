namespace Tidemark.Stores;

/// <summary>One record of <see cref="MemoryRecords"/>, and its rows; guarded by the lock there.</summary>
internal sealed class MemoryRecord
{
    private readonly Dictionary<string, List<StoredRow>> _rows = new(StringComparer.Ordinal);

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    public object? Read { get; private set; }

    public DueTime Due { get; private set; }

    public NodeId Holder { get; private set; }

    public NodeId Asked { get; private set; }

    /// <summary>The rows that are newer than a version.</summary>
    public List<StoredRow> Since(StateVersion known)
    {
        var newer = new List<StoredRow>();
        foreach (var (_, rows) in _rows)
        {
            foreach (var row in rows)
            {
                if (row.Version > known)
                    newer.Add(row);
            }
        }

        return newer;
    }

    public void Apply(RecordChange change)
    {
        (Bytes, Read, Due, Holder, Asked) = (change.Record, change.Read, change.Due, change.Holder, change.Asked);
        if (change.DropsRows)
            _rows.Clear();
        foreach (var row in change.Rows)
        {
            switch (row.Kind)
            {
                case RowChangeKind.Base:
                    _rows[row.Name] = [new StoredRow(row.Name, 0, row.Version, default, row.Bytes)];
                    break;
                case RowChangeKind.Patch:
                    _rows[row.Name].Add(new StoredRow(row.Name, row.Number, row.Version, row.On, row.Bytes));
                    break;
                default:
                    _rows.Remove(row.Name);
                    break;
            }
        }
    }
}
