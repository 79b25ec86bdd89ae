using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Wire;

/// <summary>
/// Proves cheaply that no instance was met twice: instances met at ever higher addresses are distinct. Graphs that were decoded, or
/// built in order, mostly are in address order. The proof holds only while the garbage collector moved nothing in between, which
/// <see cref="IsProven"/> checks; where it fails, the walk is done again with an <see cref="IdentityTable"/>.
/// </summary>
internal ref struct ObjectOrder
{
    private readonly int _collections;
    private object? _last;

    public ObjectOrder() => _collections = GC.CollectionCount(0);

    public readonly bool IsProven => GC.CollectionCount(0) == _collections;

    /// <summary>Whether the instance lies after the last one. Both references are live here, so the collector keeps the comparison sound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsAfter(object value) => _last is null || Unsafe.IsAddressLessThan(ref Start(_last), ref Start(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(object value) => _last = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Start(object value) => ref Unsafe.As<Raw>(value).First;

    private sealed class Raw
    {
        public byte First;
    }
}
