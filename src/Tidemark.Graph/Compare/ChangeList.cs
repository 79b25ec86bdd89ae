using System.Collections;

namespace Tidemark.Graph.Compare;

/// <summary>
/// Paths whose text is made when somebody asks: a commit does not. The steps of all lie in one array; without ends there is one path.
/// </summary>
internal sealed class ChangeList(PathStep[] steps, int[]? ends) : IReadOnlyList<string>
{
    public static ChangeList Root { get; } = new([], null);

    public int Count => ends?.Length ?? 1;

    public string this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return PathStep.TextOf(ends is null ? steps : steps.AsSpan((index == 0 ? 0 : ends[index - 1])..ends[index]));
        }
    }

    public IEnumerator<string> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
