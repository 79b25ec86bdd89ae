using System.Text;

namespace Tidemark.Graph.Compare;

/// <summary>The steps from a difference up to the root, in the order the frames return: innermost first.</summary>
internal sealed class GraphPath
{
    private readonly List<Step> _steps = [];

    public void Add(string member) => _steps.Add(new Step(member, -1));

    public void Add(int index) => _steps.Add(new Step(null, index));

    public void Clear() => _steps.Clear();

    /// <summary>The path as users read it: <c>Lines[3].Quantity</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var (member, index) = _steps[i];
            if (member is null)
                text.Append('[').Append(index).Append(']');
            else if (text.Length > 0)
                text.Append('.').Append(member);
            else
                text.Append(member);
        }

        return text.ToString();
    }

    private readonly record struct Step(string? Member, int Index);
}
