using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// Which keys follow from the ids that come again and again: the hash would be a good part of what a request costs. A direct-mapped cache: an id that comes
/// where another one is takes its place.
/// </summary>
/// <remarks>Safe for all threads, without a lock.</remarks>
internal sealed class StateKeyCache(string application)
{
    /// <summary>How many ids it has room for.</summary>
    public const int Size = 4_096;

    private readonly Entry?[] _entries = new Entry?[Size];

    public StateKey Of(SessionId id)
    {
        ref var place = ref _entries[id.GetHashCode() & (Size - 1)];
        if (Volatile.Read(ref place) is { } known && known.Id == id)
            return known.Key;
        var made = new Entry(id, StateKey.From(application, id));
        Volatile.Write(ref place, made);
        return made.Key;
    }

    private sealed record Entry(SessionId Id, StateKey Key);
}
