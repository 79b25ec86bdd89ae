namespace Tidemark.Graph.Wire;

internal ref partial struct GraphWriter
{
    /// <summary>How many bodies are put off now. If it grew over a value, the value will not be complete as soon as it is read.</summary>
    public readonly int PutOff => _scratch.Later.Count;
}
