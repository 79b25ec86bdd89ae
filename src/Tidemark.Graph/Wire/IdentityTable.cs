using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Wire;

/// <summary>
/// The instances met so far, numbered from 0 in the order they were met. Open addressing with linear probing; entries leave in the
/// reverse order they came, so removal needs no tombstones.
/// </summary>
internal sealed class IdentityTable
{
    private const int FirstSize = 64;
    private const int KeepAtMost = 1 << 14;

    private Entry[] _entries = new Entry[FirstSize];
    private int[] _slots = new int[FirstSize * 2];
    private int _unnumbered;

    public int Count { get; private set; }

    /// <summary>The instance of a number, or in the place where it was appended.</summary>
    public object this[int number] => _entries[number].Value;

    /// <summary>The number of an instance, or -1 if it was not met.</summary>
    public int Find(object value)
    {
        var mask = _slots.Length - 1;
        for (var slot = RuntimeHelpers.GetHashCode(value) & mask; ; slot = (slot + 1) & mask)
        {
            var number = _slots[slot] - 1;
            if (number < 0 || ReferenceEquals(_entries[number].Value, value))
                return number;
        }
    }

    /// <summary>The number of an instance, or -1 after adding it.</summary>
    public int FindOrAdd(object value)
    {
        var mask = _slots.Length - 1;
        for (var slot = RuntimeHelpers.GetHashCode(value) & mask; ; slot = (slot + 1) & mask)
        {
            var number = _slots[slot] - 1;
            if (number < 0)
            {
                Add(value, slot);
                return -1;
            }

            if (ReferenceEquals(_entries[number].Value, value))
                return number;
        }
    }

    /// <summary>Adds an instance that is believed to be new, without numbering it yet.</summary>
    public void Append(object value)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        _entries[Count++] = new Entry(value);
        _unnumbered++;
    }

    /// <summary>Numbers the appended instances. False if two of them are one.</summary>
    public bool TryNumber()
    {
        if (_unnumbered == 0)
            return true;
        var count = Count;
        Count -= _unnumbered;
        _unnumbered = 0;
        if (_slots.Length < _entries.Length * 2)
            _slots = new int[_entries.Length * 2];
        while (Count < count)
        {
            if (FindOrAdd(_entries[Count].Value) >= 0)
            {
                Array.Clear(_entries, Count, count - Count);
                return false;
            }
        }

        return true;
    }

    /// <summary>Forgets every instance whose number is <paramref name="count"/> or more.</summary>
    public void TruncateTo(int count)
    {
        if (_unnumbered > 0 || (count == 0 && Count > FirstSize))
        {
            Clear();
            return;
        }

        while (Count > count)
        {
            Count--;
            var mask = _slots.Length - 1;
            var slot = RuntimeHelpers.GetHashCode(_entries[Count].Value) & mask;
            while (_slots[slot] != Count + 1)
                slot = (slot + 1) & mask;
            _slots[slot] = 0;
            _entries[Count] = default;
        }
    }

    private void Clear()
    {
        Array.Clear(_slots);
        Array.Clear(_entries, 0, Count);
        if (_entries.Length > KeepAtMost)
        {
            _entries = new Entry[FirstSize];
            _slots = new int[FirstSize * 2];
        }

        Count = _unnumbered = 0;
    }

    private void Add(object value, int slot)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);

        // Appending grows the entries alone.
        if (_slots.Length < _entries.Length * 2)
        {
            _slots = new int[_entries.Length * 2];
            for (var number = 0; number < Count; number++)
                _slots[FreeSlot(_entries[number].Value)] = number + 1;
            slot = FreeSlot(value);
        }

        Debug.Assert(_slots[slot] == 0);
        _entries[Count] = new Entry(value);
        _slots[slot] = ++Count;
    }

    private int FreeSlot(object value)
    {
        var mask = _slots.Length - 1;
        var slot = RuntimeHelpers.GetHashCode(value) & mask;
        while (_slots[slot] != 0)
            slot = (slot + 1) & mask;
        return slot;
    }

    // A struct around the reference spares the covariance check on each store into the array.
    private readonly record struct Entry(object Value);
}
