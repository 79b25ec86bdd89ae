#pragma warning disable IDE0051, CS0414 // private members are state, too

namespace Tidemark.Graph.Tests.Schemas;

/// <summary>Types before a deploy.</summary>
public static class Before
{
    [SessionName("Added.Basis")]
    public abstract class Basis
    {
        public int Version { get; set; }
    }

    [SessionName("Added.Cart")]
    public sealed class Cart : Basis
    {
        public string Customer { get; set; } = "";

        public List<Line> Lines { get; set; } = [];

        public Dictionary<string, Total> Totals { get; set; } = [];

        public Dictionary<Place, string> Places { get; set; } = [];

        public HashSet<Place> Seen { get; set; } = [];

        public static Cart OfTwo() => new()
        {
            Customer = "Ada", Lines = { new() { Sku = "a" }, new() { Sku = "b" } }, Totals = { ["a"] = new() { Amount = 1 } },
            Places = { [new("a")] = "first" }, Seen = { new("a"), new("b") },
        };
    }

    [SessionName("Added.Line")]
    public sealed class Line
    {
        public string Sku { get; set; } = "";

        public Total Total { get; set; }
    }

    [SessionName("Added.Total")]
    public struct Total
    {
        public int Amount { get; set; }
    }

    [SessionName("Added.Place")]
    public sealed record Place(string Name);

    [SessionName("Added.Money")]
    public readonly record struct Money(decimal Amount);

    [SessionName("Added.Person")]
    public sealed record Person(string Name);

    [SessionName("Added.Form")]
    public sealed class Form
    {
    }

    [SessionName("Added.Picky")]
    public sealed class Picky
    {
    }

    [SessionName("Added.Deep")]
    public sealed class Deep
    {
    }

    [SessionName("Added.Both")]
    public sealed class Both
    {
        public string Name { get; set; } = "";

        public string Old { get; set; } = "";
    }
}

/// <summary>The same after it.</summary>
public static class After
{
    [SessionName("Added.Basis")]
    public abstract class Basis
    {
        public List<string> FromBase { get; set; } = ["base"];

        public int Version { get; set; }
    }

    [SessionName("Added.Cart")]
    public sealed class Cart : Basis
    {
        private readonly string _hidden = "hidden";

        private Cart()
        {
            Limit = 5;
            Audit = new Audit { Owner = this, Notes = Notes, Lines = Lines };
            Audit.Twin = Audit;
        }

        public string Customer { get; set; } = "";

        public List<string> Notes { get; set; } = ["new"];

        public List<Line> Lines { get; set; } = [];

        public Dictionary<string, Total> Totals { get; set; } = [];

        public Dictionary<Place, string> Places { get; set; } = [];

        public HashSet<Place> Seen { get; set; } = [];

        public int Limit { get; init; }

        public required string Currency { get; set; } = "EUR";

        public Audit Audit { get; }

        public string TellHidden() => _hidden;
    }

    public sealed class Audit
    {
        public Cart? Owner { get; set; }

        public Audit? Twin { get; set; }

        public List<string>? Notes { get; set; }

        public List<Line>? Lines { get; set; }
    }

    [SessionName("Added.Line")]
    public sealed class Line
    {
        public List<string> Tags { get; } = [];

        public string Sku { get; set; } = "";

        public Total Total { get; set; }
    }

    [SessionName("Added.Total")]
    public struct Total
    {
        public Total()
        {
        }

        public int Amount { get; set; }

        public int Rate { get; set; } = 7;
    }

    [SessionName("Added.Place")]
    public sealed record Place(string Name, int Floor = 5, DayOfWeek Open = DayOfWeek.Friday, int? Rooms = 3, string? Note = null);

    [SessionName("Added.Money")]
    public readonly record struct Money(decimal Amount, string Currency = "EUR");

    [SessionName("Added.Person")]
    public sealed record Person(string Name, string Address, string? Phone, int Age);

    [SessionName("Added.Form")]
    public sealed class Form
    {
        public required string Text { get; set; }
    }

    [SessionName("Added.Picky")]
    public sealed class Picky
    {
        public Picky() => throw new NotSupportedException();

        private Picky(string notes) => Notes = notes;

        public string Notes { get; set; }

        public static Picky Make(string notes) => new(notes);
    }

    [SessionName("Added.Deep")]
    public sealed class Deep
    {
        public Deep()
        {
            First = new Link();
            for (var (i, link) = (1, First); i < 150; i++)
                link = link.Next = new Link { Number = i };
            Again = First;
        }

        public Link First { get; set; }

        public Link Again { get; set; }
    }

    public sealed class Link
    {
        public int Number { get; set; }

        public Link? Next { get; set; }
    }

    [SessionName("Added.Both")]
    public sealed class Both
    {
        public string Name { get; set; } = "";

        public List<string> Notes { get; set; } = ["new"];
    }

    public sealed class Numbers : List<int>
    {
        public string Name { get; set; } = "fresh";
    }
}
