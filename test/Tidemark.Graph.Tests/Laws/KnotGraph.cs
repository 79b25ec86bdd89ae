namespace Tidemark.Graph.Tests.Laws;

/// <summary>A graph made by instructions: each number is one change to one knot. FsCheck makes and shrinks the numbers.</summary>
internal sealed class KnotGraph
{
    private const int Size = 12;

    private readonly Knot[] _knots;

    public KnotGraph(IEnumerable<int> instructions)
    {
        _knots = [.. Enumerable.Range(0, Size).Select(i => i % 4 == 3 ? new DerivedKnot { Weight = i } : new Knot())];
        foreach (var instruction in instructions)
            Apply(instruction);
    }

    public Knot Root => _knots[0];

    public void Apply(int instruction)
    {
        var bits = unchecked((uint)instruction * 2654435761);
        var knot = _knots[(bits >> 4) % Size];
        var other = (bits >> 8) % 7 == 0 ? null : _knots[(bits >> 12) % Size];
        var value = (int)(bits >> 16) % 1000;
        switch (bits % 13)
        {
            case 0: knot.Change(value, value % 3 == 0 ? null : $"text {value}"); break;
            case 1: knot.Left = other; break;
            case 2: knot.Right = other; break;
            case 3: knot.Anything = (value % 5) switch { 0 => value, 1 => $"\u4e2d {value}", 2 => other, 3 => new List<int> { value }, _ => null }; break;
            case 4: knot.List.Add(other); break;
            case 5: knot.List.Insert(value % (knot.List.Count + 1), other); break;
            case 6 when knot.List.Count > 0: knot.List.RemoveAt(value % knot.List.Count); break;
            case 7: knot.Named[$"key {value % 20}"] = other; break;
            case 8: knot.Named.Remove($"key {value % 20}"); break;
            case 9: knot.Array = value % 4 == 0 ? null : [other, knot, null]; break;
            case 10: knot.Pair = (other, value / 7m); break;
            case 11: knot.Money = value % 4 == 0 ? null : new Money(value, "EUR"); break;
            default: knot.Numbers.Add(value % 10); break;
        }
    }
}
