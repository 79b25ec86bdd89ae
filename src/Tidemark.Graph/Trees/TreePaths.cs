using System.Text;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>The paths of what differs: each once, and no more than somebody wants.</summary>
internal sealed class TreePaths(int most)
{
    // A path through a list of linked nodes has as many steps as the list has nodes, and names are as long as a schema has them.
    private const int MostSteps = 256;
    private const int MostLetters = 4096;

    private readonly List<string> _paths = [];

    public IReadOnlyList<string> All => _paths;

    /// <summary>Whether there are more than were kept: then there is no use in going on.</summary>
    public bool HasMore { get; private set; }

    public void Add(NodeStep? place)
    {
        var path = TextOf(place);
        if (_paths.Contains(path))
            return;
        if (_paths.Count < most)
            _paths.Add(path);
        else
            HasMore = true;
    }

    /// <summary>Ends a try that would take too long.</summary>
    public void GiveUp() => HasMore = true;

    private static string TextOf(NodeStep? place)
    {
        var (steps, step, letters) = (new Stack<NodeStep>(), place, 0);
        for (; step is not null && steps.Count < MostSteps; step = step.Before)
        {
            letters += step.Member?.Length ?? 0;
            if (letters > MostLetters)
                break;
            steps.Push(step);
        }

        var text = new StringBuilder(step is null ? "" : "\u2026");
        foreach (var (_, member, index) in steps)
        {
            if (member is null)
                text.Append('[').Append(index).Append(']');
            else if (text.Length == 0 || member.StartsWith('['))
                text.Append(member);
            else
                text.Append('.').Append(member);
        }

        return text.ToString();
    }
}
