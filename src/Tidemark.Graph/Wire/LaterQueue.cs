using Tidemark.Graph.Codecs;

namespace Tidemark.Graph.Wire;

/// <summary>Bodies that are too deep to be walked now, first in first out.</summary>
internal sealed class LaterQueue
{
    private Entry[] _entries = new Entry[16];
    private int _next;

    public int Count { get; private set; }

    public void Add(Codec codec, object value)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        _entries[Count++] = new Entry(codec, value);
    }

    public bool TryTake(out Codec codec, out object value)
    {
        if (_next == Count)
        {
            (codec, value) = (null!, null!);
            return false;
        }

        (codec, value) = _entries[_next];
        _entries[_next++] = default;
        if (_next == Count)
            _next = Count = 0;
        return true;
    }

    /// <summary>Forgets the entries added after there were <paramref name="count"/>.</summary>
    public void TruncateTo(int count)
    {
        if (count < Count)
            Array.Clear(_entries, count, Count - count);
        Count = Math.Min(Count, count);
        _next = Math.Min(_next, Count);
    }

    private readonly record struct Entry(Codec Codec, object Value);
}
