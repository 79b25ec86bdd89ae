using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Counts what a replicator does. Safe for all threads.</summary>
internal sealed class ReplicationTally
{
    private long _records;
    private long _bytes;
    private long _wholeBytes;
    private long _gaps;
    private long _unreadable;

    public long Records => Interlocked.Read(ref _records);

    public long Bytes => Interlocked.Read(ref _bytes);

    public long WholeBytes => Interlocked.Read(ref _wholeBytes);

    public long Gaps => Interlocked.Read(ref _gaps);

    public long Unreadable => Interlocked.Read(ref _unreadable);

    public void Add(CopyResult result)
    {
        if (result.Bytes > 0)
            Interlocked.Increment(ref _records);
        Interlocked.Add(ref _bytes, result.Bytes);
        Interlocked.Add(ref _wholeBytes, result.WholeBytes);
        Interlocked.Add(ref _gaps, result.Gaps);
        Interlocked.Add(ref _unreadable, result.Unreadable);
    }
}
