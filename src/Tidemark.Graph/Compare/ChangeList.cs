using System.Collections;

namespace Tidemark.Graph.Compare;

/// <summary>Paths whose text is made when somebody asks: a commit does not.</summary>
internal sealed class ChangeList(PathStep[][] paths) : IReadOnlyList<string>
{
    public static ChangeList Root { get; } = new([[]]);

    public int Count => paths.Length;

    public string this[int index] => PathStep.TextOf(paths[index]);

    public IEnumerator<string> GetEnumerator() => paths.Select(path => PathStep.TextOf(path)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
