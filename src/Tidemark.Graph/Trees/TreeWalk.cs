using Tidemark.Graph.Forms;
using Tidemark.Graph.Schemas;

namespace Tidemark.Graph.Trees;

/// <summary>
/// Walks two trees side by side. Each pair of instances is walked once, where it is first met; what is to come lies on the heap, so that no
/// nesting is too deep. Elements without order that look alike come last, when the rest has told what it can about them.
/// </summary>
internal sealed class TreeWalk(TreePair trees, TreePaths paths, int nesting, long deadline)
{
    private readonly Stack<IEnumerator<NodePair>> _open = new();
    private readonly Queue<LookalikeItems> _later = new();

    public void Run(NodePair first)
    {
        Visit(in first);
        do
        {
            while (_open.TryPeek(out var parts) && !paths.HasMore)
            {
                if (!parts.MoveNext())
                    _open.Pop();
                else if (trees.Work.Steps < deadline)
                    Visit(parts.Current);
                else
                    paths.GiveUp();
            }
        }
        while (!paths.HasMore && Resolve());
    }

    private void Visit(in NodePair pair)
    {
        trees.Work.Step();
        var (left, right) = (pair.Left.Target, pair.Right.Target);
        if (left is GraphNull && right is GraphNull)
            return;
        if (!AreOfOneType(left, right))
        {
            paths.Add(pair.Place);
            return;
        }

        if (!IsToBeWalked(left, right, out var areCounterparts))
        {
            if (!areCounterparts)
                paths.Add(pair.Place);
        }
        else if (left is not GraphLeaf leaf)
            Open(left, right, pair.Place);
        else if (!trees.Leaves.AreSame(leaf, (GraphLeaf)right))
            paths.Add(pair.Place);
    }

    private static bool AreOfOneType(GraphNode left, GraphNode right) =>
        left.Form is { } one && right.Form is { } other && one.Name == other.Name && left.GetType() == right.GetType();

    private bool IsToBeWalked(GraphNode left, GraphNode right, out bool areCounterparts)
    {
        areCounterparts = false;
        switch (trees.Types.IdentityOf(left))
        {
            case Identity.Kept:
                areCounterparts = trees.Instances.TryPair(left, right, out var isNew);
                return isNew;
            case Identity.InOneBuild:
                return trees.TryWalkWithoutIdentity();
            default:
                return true;
        }
    }

    private void Open(GraphNode left, GraphNode right, NodeStep? place)
    {
        var parts = (left, right) switch
        {
            (GraphObject one, GraphObject other) => Members(one, other, place),
            (GraphSequence one, GraphSequence other) => Elements(one, other, place),
            (GraphEntries one, GraphEntries other) => Entries(one, other, place),
            _ => [],
        };
        _open.Push(parts.GetEnumerator());
    }

    private IEnumerable<NodePair> Members(GraphObject left, GraphObject right, NodeStep? place)
    {
        if (left.Content is { } content && right.Content is { } other)
            yield return new NodePair(content, other, place);
        else if (left.Content != right.Content)
            paths.Add(place);
        foreach (var (one, another) in trees.Members.Of(left, right))
        {
            if (one >= 0 && another >= 0)
                yield return new NodePair(left.Members[one].Value, right.Members[another].Value, place, left.Members[one].Name);
            else
                OnOneSide(one >= 0 ? left : right, Math.Max(one, another), place);
        }
    }

    private void OnOneSide(GraphObject owner, int member, NodeStep? place)
    {
        trees.Work.Step();
        if (!trees.Leaves.IsMissing(owner.Form!, member, owner.Members[member].Value))
            paths.Add(new NodeStep(place, owner.Members[member].Name, 0));
    }

    private IEnumerable<NodePair> Elements(GraphSequence left, GraphSequence right, NodeStep? place)
    {
        if (left.Head != right.Head || !left.Lengths.SequenceEqual(right.Lengths))
            return Differ(place);
        if (AreSameBytes(left.Elements, right.Elements))
            return [];
        if (ElementOrder.IsFree(left.Form!))
            return Unordered(left, right, place);
        if (left.Elements.Count != right.Elements.Count)
            return left.Form!.Layout == Layout.Sequence ? Differ(place).Concat(CommonEnds(left.Elements, right.Elements, place)) : Differ(place);
        return InOrder(left.Elements, right.Elements, place);
    }

    private bool AreSameBytes(IReadOnlyList<GraphNode> left, IReadOnlyList<GraphNode> right)
    {
        if (left is not PackedElements one || right is not PackedElements other || !trees.Leaves.AreBytes(one))
            return false;
        trees.Work.Read(one.Bytes.Length);
        return one.Bytes.SequenceEqual(other.Bytes);
    }

    private IEnumerable<NodePair> Entries(GraphEntries left, GraphEntries right, NodeStep? place)
    {
        if (left.Head != right.Head)
            return Differ(place);
        if (ElementOrder.IsFree(left.Form!))
            return Unordered(left, right, place);
        return left.Entries.Count == right.Entries.Count ? InOrder(left.Entries, right.Entries, place) : Differ(place);
    }

    private IEnumerable<NodePair> Differ(NodeStep? place)
    {
        paths.Add(place);
        return [];
    }

    private static IEnumerable<NodePair> InOrder(IReadOnlyList<GraphNode> left, IReadOnlyList<GraphNode> right, NodeStep? place)
    {
        for (var i = 0; i < left.Count; i++)
            yield return new NodePair(left[i], right[i], place, null, i);
    }

    private static IEnumerable<NodePair> InOrder(IReadOnlyList<GraphEntry> left, IReadOnlyList<GraphEntry> right, NodeStep? place)
    {
        for (var i = 0; i < left.Count; i++)
        {
            yield return new NodePair(left[i].Key, right[i].Key, place, null, i);
            yield return new NodePair(left[i].Value, right[i].Value, place, null, i);
        }
    }

    // What came or went is between them. They look alike, but other instances may stand in them.
    private IEnumerable<NodePair> CommonEnds(IReadOnlyList<GraphNode> left, IReadOnlyList<GraphNode> right, NodeStep? place)
    {
        if (left is PackedElements || right is PackedElements)
            yield break;
        var (least, front, back) = (Math.Min(left.Count, right.Count), 0, 0);
        for (; front < least && LookAlike(left[front], right[front]); front++)
            yield return new NodePair(left[front], right[front], place, null, front);
        for (; back < least - front && LookAlike(left[^(back + 1)], right[^(back + 1)]); back++)
            yield return new NodePair(left[^(back + 1)], right[^(back + 1)], place, null, left.Count - back - 1);
    }

    private bool LookAlike(GraphNode left, GraphNode right)
    {
        trees.Work.Step();
        return trees.Hashes.Of(left) == trees.Hashes.Of(right);
    }

    private IEnumerable<NodePair> Unordered(GraphNode left, GraphNode right, NodeStep? place)
    {
        var items = new LookalikeItems(new TreeItems(left, TreeSide.Left), new TreeItems(right, TreeSide.Right), default, default, place);
        var certain = new List<(int Left, int Right)>();
        var isResized = false;
        foreach (var (one, other) in HashJoin.Of(items.Left.KeyHashes(trees), items.Right.KeyHashes(trees)))
        {
            isResized |= one.Count != other.Count;
            if (one.Count == 1 && other.Count == 1)
                certain.Add((one[0], other[0]));
            else if (one.Count > 0 && other.Count > 0)
                _later.Enqueue(items with { OfLeft = one, OfRight = other });
        }

        if (isResized)
            paths.Add(place);
        certain.Sort();
        return certain.SelectMany(pair => items.Pair(pair.Left, pair.Right));
    }

    private bool Resolve()
    {
        if (!_later.TryDequeue(out var items))
            return false;
        var search = new ItemSearch(trees, nesting, deadline);
        var found = search.Find(items);
        if (!search.IsComplete)
            paths.Add(items.Place);
        _open.Push(found.SelectMany(pair => items.Pair(pair.Left, pair.Right)).GetEnumerator());
        return true;
    }
}
