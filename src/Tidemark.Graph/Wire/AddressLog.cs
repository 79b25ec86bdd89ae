using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Wire;

/// <summary>
/// The addresses of the instances that a walk took to be distinct, for a proof at its end that they are. Addresses mean something only as
/// long as the garbage collector moves nothing, so the proof holds if it did not run in between. They never become references again:
/// nothing is pinned, and noting one costs no write barrier.
/// </summary>
internal sealed class AddressLog
{
    private const int FirstSize = 256;
    private const int KeepAtMost = 1 << 14;
    private const int MostRuns = 32;

    private nuint[] _addresses = new nuint[FirstSize];
    private nuint[] _table = [];
    private int _collections;

    /// <summary>Begins a walk, and gives room for its addresses.</summary>
    public Span<nuint> Begin()
    {
        _collections = GC.CollectionCount(0);
        return _addresses;
    }

    /// <summary>More room than there is, with what is there.</summary>
    public Span<nuint> Grow()
    {
        Array.Resize(ref _addresses, _addresses.Length * 2);
        return _addresses;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe nuint AddressOf(object value) => (nuint)Unsafe.AsPointer(ref Unsafe.As<Raw>(value).First);

    /// <summary>Whether the first <paramref name="count"/> addresses are those of as many instances. Collections of every generation count.</summary>
    public bool AreDistinct(int count)
    {
        var addresses = _addresses.AsSpan(0, count);
        return (Ascend(addresses) || AreDistinct(addresses)) && GC.CollectionCount(0) == _collections;
    }

    public void Reset()
    {
        if (_addresses.Length > KeepAtMost)
            (_addresses, _table) = (new nuint[FirstSize], []);
    }

    // Graphs that were decoded, or built front to back, do.
    private static bool Ascend(ReadOnlySpan<nuint> addresses)
    {
        nuint last = 0;
        foreach (var address in addresses)
        {
            if (address <= last)
                return false;
            last = address;
        }

        return true;
    }

    [SkipLocalsInit]
    private bool AreDistinct(ReadOnlySpan<nuint> addresses)
    {
        Span<Run> runs = stackalloc Run[MostRuns];
        return TryFindRuns(addresses, ref runs) ? AreApart(runs) : AreDistinctInTable(addresses);
    }

    // Each part that was added since is a run of its own.
    private static bool TryFindRuns(ReadOnlySpan<nuint> addresses, ref Span<Run> runs)
    {
        var found = 0;
        for (var i = 0; i < addresses.Length;)
        {
            if (found == runs.Length)
                return false;
            var first = addresses[i];
            while (++i < addresses.Length && addresses[i] > addresses[i - 1])
            {
            }

            runs[found++] = new Run(first, addresses[i - 1]);
        }

        runs = runs[..found];
        return true;
    }

    private static bool AreApart(Span<Run> runs)
    {
        if (runs.Length > 1)
            runs.Sort(static (one, other) => one.First.CompareTo(other.First));
        for (var i = 1; i < runs.Length; i++)
        {
            if (runs[i].First <= runs[i - 1].Last)
                return false;
        }

        return true;
    }

    private bool AreDistinctInTable(ReadOnlySpan<nuint> addresses)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)addresses.Length * 2);
        if (_table.Length < size)
            _table = new nuint[size];
        var table = _table.AsSpan(0, size);
        table.Clear();
        foreach (var address in addresses)
        {
            var slot = SlotOf(address, size);
            while (table[slot] != 0)
            {
                if (table[slot] == address)
                    return false;
                slot = (slot + 1) & (size - 1);
            }

            table[slot] = address;
        }

        return true;
    }

    // The upper half of a product: instances lie at multiples of 8, and often at equal distances.
    private static int SlotOf(nuint address, int size) => (int)((address * 0x9E3779B97F4A7C15) >> 32) & (size - 1);

    private readonly record struct Run(nuint First, nuint Last);

    private sealed class Raw(byte first)
    {
        public byte First = first;
    }
}
