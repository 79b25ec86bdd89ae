using System.Collections.Immutable;

namespace Tidemark.Trimmed;

/// <summary>What a session keeps: types that nothing but their use names.</summary>
internal sealed class Cart
{
    public string Customer { get; set; } = "";

    public List<Line> Lines { get; set; } = [];

    public Line? Favourite { get; set; }

    public Dictionary<Status, DateTime> Changed { get; set; } = [];

    public HashSet<Place> Places { get; set; } = [];

    public SortedSet<int> Numbers { get; set; } = [];

    public ImmutableList<string> Notes { get; set; } = [];

    public Payment? Payment { get; set; }

    public (Guid Id, Status? Status) Pair { get; set; }

    public string Tell() => string.Join(
        ' ', Customer, Lines.Count, Lines.Sum(line => line.Quantity * line.Price), ReferenceEquals(Favourite, Lines[^1]), string.Join(',', Changed.Keys),
        string.Join(',', Places.Select(place => place.Name)), string.Join(',', Numbers), string.Join(',', Notes), Payment?.Tell(), Pair.Status);
}

internal sealed class Line
{
    public string Sku { get; set; } = "";

    public int Quantity { get; set; }

    public decimal Price { get; set; }
}

internal readonly record struct Place(string Name, Rights Rights);

[SessionDerivedType(typeof(Card))]
internal abstract class Payment
{
    public abstract string Tell();
}

internal sealed class Card : Payment
{
    public string Digits { get; set; } = "";

    public override string Tell() => $"card {Digits}";
}

internal enum Status
{
    Open,
    Paid,
    Sent,
}

[Flags]
internal enum Rights : byte
{
    None = 0,
    Read = 1,
    Write = 2,
}
