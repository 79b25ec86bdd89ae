namespace Tidemark.Stores;

/// <summary>Says of a record that it is a copy, and of what: those that come later are greater.</summary>
/// <param name="Epoch">The epoch of the primary.</param>
/// <param name="Mark">The change of the primary that it was copied with.</param>
public readonly record struct CopyStamp(long Epoch, ChangeMark Mark)
{
    /// <summary>How many bytes it takes in a record.</summary>
    internal const int Size = 2 * sizeof(long);

    /// <summary>Whether this one was copied after another.</summary>
    public bool IsAfter(CopyStamp other) => Epoch > other.Epoch || (Epoch == other.Epoch && Mark > other.Mark);
}
