using Tidemark.Graph.Compare;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph;

public sealed partial class GraphPlan<T>
{
    /// <summary>The instances of a graph whose identity is state, each once, in the order of the walk. Costs as much as encoding it.</summary>
    /// <param name="graph">The live graph. No other thread may change it meanwhile.</param>
    /// <exception cref="GraphException">The graph holds something that cannot be state.</exception>
    public IReadOnlyList<object> InstancesOf(T graph)
    {
        var scratch = Scratch<WriteScratch>.Take();
        try
        {
            Write(graph, scratch, numbered: true);
            var instances = new object[scratch.Seen.Count];
            for (var number = 0; number < instances.Length; number++)
                instances[number] = scratch.Seen[number];
            return instances;
        }
        finally
        {
            scratch.Reset();
            Scratch<WriteScratch>.Give(scratch);
        }
    }

    /// <summary>
    /// The shortest path to an instance of the graph, such as <c>Lines[3]</c>; empty for the root itself, an ellipsis if it is not found. Goes by
    /// reflection: slow, for messages only.
    /// </summary>
    public static string PathTo(T graph, object instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return PathFinder.Find(graph, instance);
    }
}
