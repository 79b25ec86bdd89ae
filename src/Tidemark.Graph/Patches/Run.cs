namespace Tidemark.Graph.Patches;

/// <summary>A stretch of the value that stands in the baseline too.</summary>
internal readonly record struct Run(int Start, int Source, int Length)
{
    public int End => Start + Length;
}
