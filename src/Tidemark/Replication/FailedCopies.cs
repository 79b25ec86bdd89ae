using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Records that could not be copied, each with the mark of its change. They are tried again. Safe for all threads.</summary>
internal sealed class FailedCopies
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RecordKey, (int Partition, ChangeMark Mark)> _failed = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _failed.Count;
        }
    }

    public void Add(RecordKey key, int partition, ChangeMark mark)
    {
        lock (_gate)
            _failed[key] = (partition, mark);
    }

    public void Remove(RecordKey key)
    {
        lock (_gate)
            _failed.Remove(key);
    }

    public IReadOnlyList<(RecordKey Key, int Partition, ChangeMark Mark)> All()
    {
        lock (_gate)
            return [.. _failed.Select(failed => (failed.Key, failed.Value.Partition, failed.Value.Mark))];
    }

    /// <summary>Up to where all of a partition is copied, if all that was read up to a mark was tried.</summary>
    public ChangeMark Reached(int partition, ChangeMark read)
    {
        lock (_gate)
        {
            foreach (var (at, mark) in _failed.Values)
            {
                if (at == partition && mark <= read)
                    read = new ChangeMark(mark.Number - 1);
            }

            return read;
        }
    }
}
