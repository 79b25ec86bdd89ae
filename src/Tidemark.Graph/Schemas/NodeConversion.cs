using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// Turns nodes of a writer's schema into nodes of the merged one. Instances that were one stay one. What is inside a node is converted after
/// the node itself, so that deep graphs need no deep stack.
/// </summary>
internal sealed partial class NodeConversion(Resolution resolution)
{
    private readonly Dictionary<(GraphNode From, Form To), GraphNode> _converted = new(PairComparer.Instance);
    private readonly Queue<Action> _inside = new();
    private readonly FormChoice _choice = new(resolution);
    private readonly EnumMaps _enums = new();
    private readonly HashSet<string> _unset = new(StringComparer.Ordinal);
    private long _room;

    /// <param name="tree">What the writer wrote.</param>
    /// <param name="resolution">The two schemas.</param>
    /// <param name="maxLength">How many bytes the values of members may take that the writer did not have.</param>
    /// <param name="unset">Members that the writer did not have, that say that they are never null, and that nothing gave a value.</param>
    /// <exception cref="GraphSchemaException">Types do not go together.</exception>
    public static GraphNode Convert(GraphTree tree, Resolution resolution, long maxLength, out IReadOnlyList<string> unset)
    {
        var conversion = new NodeConversion(resolution) { _room = maxLength };
        var root = conversion.Convert(tree.Root, resolution.Merged.RootForm, null, false);
        while (conversion._inside.TryDequeue(out var next))
            next();
        unset = [.. conversion._unset.Order(StringComparer.Ordinal)];
        return root;
    }

    private GraphNode Convert(GraphNode from, Form slot, NodeStep? path, bool carried)
    {
        var node = from.Target;
        if (node is GraphNull)
            return DefaultNode.AcceptsNull(slot) ? GraphNull.Instance : throw Refuse("null", slot, path, "Make the member nullable");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new GraphFormatException("The payload nests too deep", 0);

        if (slot.Layout == Layout.Nullable)
            return Convert(node, slot.Part, path, carried);
        if (!_choice.TryChoose(node, slot, carried, out var to))
            throw Refuse(node.TypeName, slot, path, RemedyFor(node, slot));
        if (node is GraphLeaf leaf && !to.IsSlot)
            return Leaf(leaf, to, path, carried);
        if (_converted.TryGetValue((node, to), out var converted))
            return converted;
        return _converted[(node, to)] = Make(node, to, path, carried);
    }

    private GraphNode Make(GraphNode node, Form to, NodeStep? path, bool carried)
    {
        switch (node, to.Layout)
        {
            case (GraphLeaf leaf, _):
                return new GraphLeaf(to, leaf.Value);
            case (_, Layout.Derived):
                return Derived(node, to, path, carried);
            case (GraphObject value, Layout.Struct or Layout.Object):
                return Members(value, new GraphObject(to), path, carried);
            case (GraphObject value, Layout.Pair):
                return Pair(value, to, path, carried);
            case (GraphObject value, Layout.Segment or Layout.Memory):
                return new GraphObject(to) { Content = Convert(value.Content!, to.Parts[1], path, carried), Members = value.Members };
            case (_, Layout.Wrapper):
                return Wrapper(node, to, path, carried);
            case (GraphObject { Content: { } content }, _):
                return Convert(content, to, path, carried);
            case (GraphEntries entries, _):
                return Entries(entries, to, path, carried);
            case (GraphSequence sequence, _):
                return Sequence(sequence, to, path, carried);
            default:
                throw Refuse(node.TypeName, to, path, RemedyFor(node, to));
        }
    }

    private GraphObject Members(GraphObject? from, GraphObject to, NodeStep? path, bool carried)
    {
        _inside.Enqueue(() =>
        {
            var form = to.Form!;
            var members = new GraphMember[form.Members.Length];
            List<int>? added = null;
            for (var i = 0; i < members.Length; i++)
            {
                var (name, slot) = form.Members[i];
                if (from?[name] is { } value)
                    members[i] = new GraphMember(name, Convert(value, slot, new NodeStep(path, name, 0), carried || resolution.IsCarried(form, name)));
                else
                    (added ??= []).Add(i);
            }

            to.Members = members;
            if (added is not null)
                Add(to, members, added, path);
        });
        return to;
    }

    // Members that the writer did not have.
    private void Add(GraphObject to, GraphMember[] members, List<int> added, NodeStep? path)
    {
        var form = to.Form!;
        string[] names = [.. added.Select(i => form.Members[i].Name).Where(name => !resolution.IsCarried(form, name))];
        var values = names.Length > 0 ? InitialOf(to, names, path) : null;
        foreach (var i in added)
        {
            var (name, slot) = form.Members[i];
            var at = Array.IndexOf(names, name);
            var value = values is not null && at >= 0 ? values[at] : DefaultNode.Of(slot, resolution.Reader.Scope, _enums);
            members[i] = new GraphMember(name, value);
            if (at >= 0 && value is GraphNull && resolution.Initial.PromiseOf(form, name) is { } promise)
                _unset.Add(promise);
        }
    }

    private IReadOnlyList<GraphNode>? InitialOf(GraphObject to, string[] names, NodeStep? path)
    {
        try
        {
            return resolution.OwnOf(to.Form!) is { } own && resolution.Initial.Of(own, names, to, ref _room, out var known) is { } values
                ? new NodeLift(resolution, new Dictionary<GraphNode, GraphNode>()).Lift(values, known)
                : null;
        }
        catch (TargetInvocationException thrown)
        {
            throw new GraphSchemaException(
                path?.ToString() ?? "", $"no {string.Join(", ", names)}", to.Form!.Name,
                $"The constructor that would give the value threw {thrown.InnerException!.GetType().Name}. Let it make an instance at any time, "
                + "or drop the attribute.",
                resolution, thrown.InnerException);
        }
    }

    // A class that derives from a collection: from one of its own name, from another, or from a plain collection.
    private GraphObject Derived(GraphNode node, Form to, NodeStep? path, bool carried)
    {
        var from = node as GraphObject;
        var content = from?.Content?.Target ?? node;
        if (content is GraphObject { Content: { } inner } && to.Part.Layout != Layout.Wrapper)
            content = inner.Target;
        if (!FormChoice.CanBecome(content, to.Part))
            throw Refuse(node.TypeName, to, path, RemedyFor(node, to));
        var converted = Make(content, to.Part, path, carried);
        return Members(from, new GraphObject(to) { Content = converted }, path, carried);
    }

    private GraphObject Wrapper(GraphNode node, Form to, NodeStep? path, bool carried)
    {
        var wrapper = new GraphObject(to);
        var content = node is GraphObject { Content: { } wrapped } ? wrapped : node;
        _inside.Enqueue(() => wrapper.Content = Convert(content, to.Part, path, carried));
        return wrapper;
    }

    private GraphObject Pair(GraphObject from, Form to, NodeStep? path, bool carried) => new(to)
    {
        Members =
        [
            new("Key", Convert(from.Members[0].Value, to.Parts[0], new NodeStep(path, "Key", 0), carried)),
            new("Value", Convert(from.Members[1].Value, to.Parts[1], new NodeStep(path, "Value", 0), carried)),
        ],
    };

    private GraphLeaf Leaf(GraphLeaf leaf, Form to, NodeStep? path, bool carried)
    {
        if (to.Layout == Layout.Enum)
            return Enum(leaf, to, path, carried);
        var type = to.Codec?.Type;
        if (type is null || leaf.Value.GetType() == type)
            return new GraphLeaf(to, leaf.Value);
        return NumberConversion.Convert(leaf.Value, type) is { } number
            ? new GraphLeaf(to, number)
            : throw OutOfRange(leaf, to, path);
    }

    // A value that only the merged schema has may be carried, but this build cannot look at it.
    private GraphLeaf Enum(GraphLeaf leaf, Form to, NodeStep? path, bool carried)
    {
        var own = resolution.OwnOf(to);
        if (leaf.Form!.Layout != Layout.Enum)
            leaf = new GraphLeaf(own ?? to, NumberConversion.Convert(leaf.Value, (own ?? to).Codec!.Type) ?? throw OutOfRange(leaf, to, path));
        if (_enums.Convert(leaf, to) is not { } number || (!carried && own is not null && _enums.Convert(leaf, own) is null))
            throw EnumFaults.Unknown(leaf.Form!, own ?? to, path, resolution);
        return new GraphLeaf(to, number);
    }

    private GraphSchemaException OutOfRange(GraphLeaf leaf, Form to, NodeStep? path) =>
        Refuse($"a {leaf.TypeName} that is out of its range", to, path, "Give the member back the wider type");

    private GraphSchemaException Refuse(string written, Form slot, NodeStep? path, string remedy) =>
        new(path?.ToString() ?? "", written, slot.Name, remedy + ", or drop the attribute.", resolution);

    private static string RemedyFor(GraphNode node, Form slot)
    {
        if (slot.Layout is Layout.Abstract || slot.Codec?.Type == typeof(object))
        {
            return $"Register the type of that name with [SessionDerivedType] on {slot.Name} or in GraphOptions.KnownTypes; if it was renamed, put "
                + $"[SessionName(\"{TypeName.Open(node.TypeName)}\")] on it";
        }

        return node is GraphLeaf
            ? "Give the member back its type, or give the new one another name"
            : $"Give the member back its type, or if the type was renamed, put [SessionName(\"{TypeName.Open(node.TypeName)}\")] on it";
    }

    private sealed class PairComparer : IEqualityComparer<(GraphNode From, Form To)>
    {
        public static PairComparer Instance { get; } = new();

        public bool Equals((GraphNode From, Form To) x, (GraphNode From, Form To) y) => ReferenceEquals(x.From, y.From) && x.To.Name == y.To.Name;

        public int GetHashCode((GraphNode From, Form To) pair) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(pair.From), pair.To.Name.Length);
    }
}
