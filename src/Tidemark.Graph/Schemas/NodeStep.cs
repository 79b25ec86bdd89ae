using System.Text;

namespace Tidemark.Graph.Schemas;

/// <summary>A step of a path, and the steps before it.</summary>
internal sealed record NodeStep(NodeStep? Before, string? Member, int Index)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var step = this; step is not null; step = step.Before)
        {
            if (step.Member is null)
                text.Insert(0, $"[{step.Index}]");
            else
                text.Insert(0, step.Before is null || step.Member.StartsWith('[') ? step.Member : "." + step.Member);
        }

        return text.ToString();
    }
}
