using Tidemark.Graph;

namespace Tidemark.Architecture.Tests.Snippets;

internal static class DeploySamples
{
    // The default: an error.
    public static readonly SessionKey<ShoppingBasket> Basket = new("basket");

    // Absent, with a warning in the log. The bytes stay until you set or remove it.
    public static readonly SessionKey<Hints> Hints = new("hints", WhenUnreadable.Drop);

    // Yours: from names and values, without the type that wrote them.
    public static readonly SessionKey<Profile> Profile = new("profile", unreadable => new Profile
    {
        Name = (unreadable.Tree?.Find("FullName") as GraphLeaf)?.Value?.ToString() ?? "",
    });

    [SessionName("Shop.Basket")]
    public sealed class ShoppingBasket
    {
        [SessionName("Products")]
        public List<string> Items { get; set; } = [];
    }
}

internal sealed class Hints;

internal sealed class Profile
{
    public string Name { get; set; } = "";
}
