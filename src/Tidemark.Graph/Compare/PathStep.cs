using System.Text;

namespace Tidemark.Graph.Compare;

/// <summary>A step into a member, or to the element at an index. It is one of all paths from one number up to another.</summary>
internal readonly record struct PathStep(string? Member, int Index, byte First, byte End)
{
    /// <summary>A path as users read it, <c>Lines[3].Quantity</c>, from the steps of all paths, innermost first.</summary>
    public static string TextOf(ReadOnlySpan<PathStep> steps, int path)
    {
        var text = new StringBuilder();
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var (member, index, first, end) = steps[i];
            if (path < first || path >= end)
                continue;
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
