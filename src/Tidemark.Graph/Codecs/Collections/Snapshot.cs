using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// The elements of a collection in a row, mostly in a rented array: no enumerator, no allocation, one way to walk them all.
/// </summary>
internal readonly ref struct Snapshot<T>
{
    private readonly T[]? _rented;

    private Snapshot(T[] rented, int count)
    {
        _rented = rented;
        Items = rented.AsSpan(0, count);
    }

    /// <summary>Elements that are in a row already.</summary>
    public Snapshot(ReadOnlySpan<T> items) => Items = items;

    public ReadOnlySpan<T> Items { get; }

    /// <summary>Room for <paramref name="count"/> elements, for the caller to fill.</summary>
    public static Snapshot<T> Rent(int count, out T[] room) => new(room = ArrayPool<T>.Shared.Rent(count), count);

    public void Dispose()
    {
        if (_rented is null)
            return;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            Array.Clear(_rented, 0, Items.Length);
        ArrayPool<T>.Shared.Return(_rented);
    }
}
