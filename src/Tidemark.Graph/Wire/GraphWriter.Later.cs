namespace Tidemark.Graph.Wire;

internal ref partial struct GraphWriter
{
    /// <summary>How many bodies are put off now. If it grew over a value, the value will not be complete as soon as it is read.</summary>
    public readonly int PutOff => _scratch.Later.Count;

    /// <summary>
    /// Ends a collection that is rebuilt from its elements when it is read. If code that somebody wrote then decides which of them are one, a
    /// reader has to show that as many come back.
    /// </summary>
    /// <param name="collection">The live collection.</param>
    /// <param name="needsTrial">Whether there is such code.</param>
    public readonly void EndRebuilt(object collection, bool needsTrial)
    {
        _scratch.NeedsTrial |= needsTrial;
        _scratch.Rebuilt?.Add(collection);
    }
}
