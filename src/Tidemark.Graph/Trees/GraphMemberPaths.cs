using Tidemark.Graph.Trees;

namespace Tidemark.Graph;

/// <summary>
/// Members of object graphs, named by their paths without indexes, as for <see cref="GraphRedaction"/>. Immutable, and safe for all threads.
/// </summary>
/// <remarks>
/// <c>Notes</c> is a member of the root, or of each element if the root is a collection; <c>Lines.Note</c> one of each element of the collection,
/// or of each value of the dictionary, in <c>Lines</c>. A star stands for any steps, or none: <c>*.CardNumber</c> is a member of that name
/// anywhere, <c>Customer.*.Street</c> one anywhere in the customer. At the end it stands for all members: <c>Address.*</c>. Within a name it stands
/// for any letters: <c>Card*</c>. Names are those on the wire, and upper and lower case differ.
/// </remarks>
public sealed class GraphMemberPaths
{
    private static readonly string[] OfFramework = ["Item1", "Item2", "Item3", "Item4", "Item5", "Item6", "Item7", "Rest", "Key", "Value"];

    /// <summary>Names members.</summary>
    /// <param name="paths">The paths.</param>
    /// <exception cref="ArgumentException">One is none.</exception>
    public GraphMemberPaths(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Each = [.. paths.Select(Parse)];
        All = [.. Each.Select(path => path.Text)];
    }

    /// <summary>The paths as they were given.</summary>
    public IReadOnlyList<string> All { get; }

    internal IReadOnlyList<MemberPath> Each { get; }

    /// <summary>
    /// Whether a value of a schema may have such a member, by the names of its types' members alone: if not, its payloads need not be read.
    /// </summary>
    internal bool MayBeIn(GraphSchema schema) => Each.Any(path => MayBeIn(path.Last, schema));

    private static bool MayBeIn(string last, GraphSchema schema) =>
        last.Contains(MemberPath.Star, StringComparison.Ordinal)
        || OfFramework.Contains(last, StringComparer.Ordinal)
        || schema.Scope.Definitions.Values.Any(definition => definition.Members.Any(member => EndsWith(member.Name, last)));

    private static bool EndsWith(string name, string last) =>
        name.EndsWith(last, StringComparison.Ordinal) && (name.Length == last.Length || name[^(last.Length + 1)] == '.');

    private static MemberPath Parse(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, nameof(path));
        if (path.Contains('['))
            throw Refused(path, "has an index: it names a member of all elements, so leave the index out");
        var steps = new List<string>();
        foreach (var step in path.Split('.'))
        {
            if (step.Length == 0)
                throw Refused(path, "has a step without a name");
            var isAny = step.AsSpan().Trim('*').IsEmpty;
            if (!isAny || steps is not [.., MemberPath.Star])
                steps.Add(isAny ? MemberPath.Star : step);
        }

        return steps.Count <= MemberPath.MostSteps
            ? new MemberPath(path, [.. steps])
            : throw Refused(path, $"has more than {MemberPath.MostSteps} steps");
    }

    private static ArgumentException Refused(string path, string why) =>
        new($"The path '{path}' {why}. A path is like Notes, Lines.Note, *.CardNumber or Address.*", nameof(path));
}
