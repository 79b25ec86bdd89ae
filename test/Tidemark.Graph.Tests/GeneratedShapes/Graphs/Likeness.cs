using System.Reflection;
using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Graphs;

/// <summary>Whether two graphs are the same state.</summary>
internal enum Verdict
{
    Same,
    Different,

    /// <summary>Elements without order could have been paired in more than one way, and the first way failed.</summary>
    Unknown,
}

/// <summary>
/// Holds two live graphs side by side, by reflection: equal leafs, like fields, and a one-to-one relation of the instances whose identity is
/// state. Slow and simple, and without any code of the engine.
/// </summary>
internal sealed class Likeness
{
    private readonly World _world;
    private readonly Dictionary<object, object> _there = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> _back = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _trail = new();
    private bool _hadChoice;

    private Likeness(World world) => _world = world;

    public static Verdict Of(World world, object? one, object? other)
    {
        var likeness = new Likeness(world);
        return likeness.Same(one, other) ? Verdict.Same : likeness._hadChoice ? Verdict.Unknown : Verdict.Different;
    }

    private bool Same(object? one, object? other)
    {
        if (one is null || other is null)
            return one is null && other is null;
        var kind = _world.KindOf(one.GetType());
        if (one.GetType() != other.GetType() && !AreOneCollection(kind, _world.KindOf(other.GetType())))
            return false;
        if (kind.IsTracked)
        {
            if (_there.TryGetValue(one, out var known))
                return ReferenceEquals(known, other);
            if (!_back.TryAdd(other, one))
                return false;
            _there.Add(one, other);
            _trail.Push(one);
        }

        if (kind.Leaf is { } leaf)
            return leaf.Same(one, other);
        if (one.GetType().IsEnum)
            return one.Equals(other);
        return kind.Adapter is { } adapter ? SameItems(kind, adapter, one, other) : SameFields(kind, one, other);
    }

    // The framework hides which class it picks for a frozen collection.
    private static bool AreOneCollection(Kind one, Kind other) =>
        one.Adapter is not null && one.Family == other.Family && one.Adapter.Element == other.Adapter?.Element;

    private bool SameFields(Kind kind, object one, object other)
    {
        foreach (FieldInfo field in kind.Fields)
        {
            if (!Same(field.GetValue(one), field.GetValue(other)))
                return false;
        }

        return true;
    }

    private bool SameItems(Kind kind, Adapter adapter, object one, object other)
    {
        if (!Equals(adapter.TraitOf(one), adapter.TraitOf(other)))
            return false;
        var (items, others) = (adapter.Read(one), adapter.Read(other));
        if (items is null || others is null)
            return items is null && others is null;
        if (items.Length != others.Length)
            return false;
        if (kind.Family!.Has(Trait.AnyOrder))
            return SameInAnyOrder(items, others);
        for (var i = 0; i < items.Length; i++)
        {
            if (!Same(items[i], others[i]))
                return false;
        }

        return true;
    }

    private bool SameInAnyOrder(object?[] items, object?[] others)
    {
        var paired = new bool[others.Length];
        for (var i = 0; i < items.Length; i++)
        {
            var (found, mark) = (-1, _trail.Count);
            for (var k = 0; k < others.Length && found < 0; k++)
            {
                var candidate = (i + k) % others.Length;
                if (!paired[candidate] && Try(items[i], others[candidate], mark))
                    found = candidate;
            }

            if (found < 0)
                return false;
            paired[found] = true;
            if (_trail.Count > mark && !_hadChoice)
                LookForChoice(items[i], others, paired, found, mark);
        }

        return true;
    }

    private bool Try(object? item, object? other, int mark)
    {
        if (Same(item, other))
            return true;
        Undo(mark);
        return false;
    }

    // Two new instances were taken for each other: could it have been another one?
    private void LookForChoice(object? item, object?[] others, bool[] paired, int found, int mark)
    {
        Undo(mark);
        for (var k = 0; k < others.Length && !_hadChoice; k++)
        {
            if (!paired[k] && Try(item, others[k], mark))
                _hadChoice = true;
            Undo(mark);
        }

        Same(item, others[found]);
    }

    private void Undo(int mark)
    {
        while (_trail.Count > mark)
        {
            _there.Remove(_trail.Pop(), out var other);
            _back.Remove(other!);
        }
    }
}
