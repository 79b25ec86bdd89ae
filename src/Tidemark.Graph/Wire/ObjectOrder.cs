using System.Runtime.CompilerServices;

namespace Tidemark.Graph.Wire;

/// <summary>
/// Proves cheaply that no instance was met twice: instances met at ever higher addresses are distinct. Graphs that were decoded, or
/// built in order, mostly are in address order. Addresses mean something only as long as the garbage collector moves nothing, so the
/// proof holds if it did not run in between; else the walk is done again with an <see cref="IdentityTable"/>.
/// </summary>
internal struct ObjectOrder
{
    private readonly int _collections;
    private nuint _last;

    public ObjectOrder() => _collections = GC.CollectionCount(0);

    /// <summary>Whether the collector did not run since the walk began. Collections of every generation count.</summary>
    public readonly bool IsProven => GC.CollectionCount(0) == _collections;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsAfter(object value) => AddressLog.AddressOf(value) > _last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(object value) => _last = AddressLog.AddressOf(value);
}
