using System.Collections;

namespace Tidemark.Graph.Compare;

/// <summary>
/// Paths whose text is made when somebody asks, and the list of them too: a commit does not. The default has none.
/// </summary>
/// <param name="Steps">Those of all paths.</param>
/// <param name="Count">How many paths there are.</param>
internal readonly record struct ChangeList(PathStep[] Steps, int Count) : IReadOnlyList<string>
{
    public static ChangeList Root { get; } = new([], 1);

    public string this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return PathStep.TextOf(Steps, index);
        }
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
