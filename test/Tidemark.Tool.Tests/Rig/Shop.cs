namespace Tidemark.Tool.Tests.Rig;

/// <summary>What the application of these tests keeps in sessions.</summary>
internal static class Shop
{
    public const string Name = "Tidemark.Shop";

    public static readonly SessionKey<Basket> Basket = new("basket");
    public static readonly SessionKey<string> Note = new("note");
    public static readonly SessionKey<Profile> Profile = new("profile");
}

internal sealed class Basket
{
    public List<BasketLine> Lines { get; } = [];

    public Dictionary<string, int> Votes { get; } = [];

    public Mood Mood { get; set; }

    public byte[] Picture { get; set; } = [];
}

internal sealed class BasketLine
{
    public string Sku { get; set; } = "";

    public int Quantity { get; set; }

    public DateTime Added { get; set; }

    public BasketLine? Twin { get; set; }
}

internal enum Mood
{
    Calm,
    Hurried,
}

/// <summary>Written by a serialiser.</summary>
internal sealed record Profile(string Mail);
