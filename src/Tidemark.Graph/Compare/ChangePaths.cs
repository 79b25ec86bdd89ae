using System.Text;

namespace Tidemark.Graph.Compare;

/// <summary>
/// The paths of what changed. A frame adds its step to all that came up below it, when it returns: so each is innermost first, and what
/// did not change costs nothing.
/// </summary>
internal sealed class ChangePaths
{
    private readonly List<Step>[] _paths = new List<Step>[GraphComparison.MaxChanges];

    public int Count { get; private set; }

    /// <summary>Begins a path, unless there are enough.</summary>
    public void Begin()
    {
        if (Count == _paths.Length)
            return;
        (_paths[Count] ??= []).Clear();
        Count++;
    }

    public void Add(int since, string member) => AddStep(since, new Step(member, -1));

    public void Add(int since, int index) => AddStep(since, new Step(null, index));

    public void TruncateTo(int count) => Count = count;

    public string[] ToArray()
    {
        var paths = new string[Count];
        for (var i = 0; i < paths.Length; i++)
            paths[i] = TextOf(_paths[i]);
        return paths;
    }

    // As users read it: Lines[3].Quantity.
    private static string TextOf(List<Step> steps)
    {
        if (steps is [(string only, _)])
            return only;
        var text = new StringBuilder();
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var (member, index) = steps[i];
            if (member is null)
                text.Append('[').Append(index).Append(']');
            else if (text.Length > 0)
                text.Append('.').Append(member);
            else
                text.Append(member);
        }

        return text.ToString();
    }

    private void AddStep(int since, Step step)
    {
        for (; since < Count; since++)
            _paths[since].Add(step);
    }

    private readonly record struct Step(string? Member, int Index);
}
