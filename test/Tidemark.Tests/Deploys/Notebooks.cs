using Tidemark.Graph;

namespace Tidemark.Tests.Deploys;

/// <summary>A model as an older build has it.</summary>
public static class Older
{
    public static readonly SessionKey<Notebook> Key = new("notebook");

    [SessionName("Notebook")]
    public sealed class Notebook
    {
        public string Owner { get; set; } = "";

        public List<Page> Pages { get; set; } = [];
    }

    [SessionName("Page")]
    public sealed class Page
    {
        public string Text { get; set; } = "";
    }
}

/// <summary>The same after a deploy.</summary>
public static class Newer
{
    public static readonly SessionKey<Notebook> Key = new("notebook");

    public static Notebook OfTwo() => new()
    {
        Owner = "Ada", Cover = "blue", Pages = { new() { Text = new string('a', 200), Colour = "red" }, new() { Text = new string('b', 200), Colour = "green" } },
    };

    [SessionName("Notebook")]
    public sealed class Notebook
    {
        public string Owner { get; set; } = "";

        public string? Cover { get; set; }

        public List<Page> Pages { get; set; } = [];
    }

    [SessionName("Page")]
    public sealed class Page
    {
        public string Text { get; set; } = "";

        public string? Colour { get; set; }
    }
}

/// <summary>A build whose pages are numbers: it goes with no other.</summary>
public static class Strange
{
    public static readonly SessionKey<Notebook> Key = new("notebook");

    [SessionName("Notebook")]
    public sealed class Notebook
    {
        public string Owner { get; set; } = "";

        public List<Page> Pages { get; set; } = [];
    }

    [SessionName("Page")]
    public sealed class Page
    {
        public List<int> Text { get; set; } = [];
    }
}
