namespace Tidemark.Graph.Wire;

internal ref partial struct GraphReader
{
    /// <summary>Does something once every body is read, such as hashing keys that are objects. Whatever it
    /// throws must be a <see cref="GraphFormatException"/>.</summary>
    public readonly void AtEnd(Action action) => _scratch.AtEnd.Add(action);

    /// <inheritdoc cref="ReadScratch.IsTrial"/>
    public readonly bool IsTrial => _scratch.IsTrial;

    /// <summary>The number of a collection that is rebuilt from elements that were just read.</summary>
    public readonly int NumberRebuilt() => _scratch.Rebuilt++;
}
