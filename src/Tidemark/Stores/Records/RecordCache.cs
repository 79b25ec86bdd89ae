namespace Tidemark.Stores;

/// <summary>
/// What was last written of records here, as far as there is room: each record has one place, and whoever comes later takes it. It may be out of
/// date: a change that is made of it is written only if it is not.
/// </summary>
internal sealed class RecordCache(TimeProvider time)
{
    private const int Places = 1 << 13;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>The record, as if it had just been loaded, with a guess of the store's clock; null if nothing is remembered of it.</summary>
    public RecordReply? Find(RecordKey key) => Volatile.Read(ref PlaceOf(key)) is { } entry && entry.Key == key
        ? new RecordReply(ReplyKind.Loaded, entry.Now + time.GetElapsedTime(entry.Timestamp), entry.Record, [], null) { IsRemembered = true, Read = entry.Read }
        : null;

    public void Forget(RecordKey key)
    {
        ref var place = ref PlaceOf(key);
        if (Volatile.Read(ref place) is { } entry && entry.Key == key)
            Volatile.Write(ref place, null);
    }

    public void Set(RecordKey key, ReadOnlyMemory<byte> record, object? read, DateTimeOffset now) =>
        Volatile.Write(ref PlaceOf(key), record.IsEmpty ? null : new Entry(key, record, read, now, time.GetTimestamp()));

    private ref Entry? PlaceOf(RecordKey key) => ref _entries[key.GetHashCode() & (Places - 1)];

    private sealed record Entry(RecordKey Key, ReadOnlyMemory<byte> Record, object? Read, DateTimeOffset Now, long Timestamp);
}
