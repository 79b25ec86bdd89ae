using System.Text;

namespace Tidemark.Graph.Compare;

/// <summary>A step of a path: into a member, or to the element at an index.</summary>
internal readonly record struct PathStep(string? Member, int Index)
{
    /// <summary>A path as users read it, <c>Lines[3].Quantity</c>, from its steps, innermost first.</summary>
    public static string TextOf(ReadOnlySpan<PathStep> steps)
    {
        var text = new StringBuilder();
        for (var i = steps.Length - 1; i >= 0; i--)
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
}
