namespace Tidemark.Graph.Tests.Laws;

/// <summary>A class that can refer to itself in every way there is.</summary>
[SessionDerivedType(typeof(DerivedKnot))]
public class Knot
{
    private int _number;
    private string? _text;

    public Knot? Left { get; set; }

    public Knot? Right { get; set; }

    public object? Anything { get; set; }

    public List<Knot?> List { get; } = [];

    public Dictionary<string, Knot?> Named { get; } = [];

    public Knot?[]? Array { get; set; }

    public (Knot? First, decimal Second) Pair { get; set; }

    public Money? Money { get; set; }

    public HashSet<int> Numbers { get; } = [];

    public void Change(int number, string? text) => (_number, _text) = (number, text);

    public override string ToString() => $"{_number} {_text}";
}

public sealed class DerivedKnot : Knot
{
    public double Weight { get; set; }
}

public sealed record Money(decimal Amount, string Currency);
