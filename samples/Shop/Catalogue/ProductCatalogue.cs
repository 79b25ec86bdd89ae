using System.Collections.Frozen;
using System.Text.Json;

namespace Shop.Catalogue;

/// <summary>All products of the shop. Read once from a file; the same in every process.</summary>
public sealed class ProductCatalogue
{
    public const int PageSize = 24;

    private readonly FrozenDictionary<int, Product> _byId;
    private readonly List<Product> _front; // the first of each category, then the second of each, ...

    private ProductCatalogue(IReadOnlyList<Product> products)
    {
        Products = products;
        Categories = [.. products.Select(product => product.Category).Distinct()];
        _byId = products.ToFrozenDictionary(product => product.Id);
        _front = [.. products
            .GroupBy(product => product.Category).SelectMany(category => category.Index())
            .OrderBy(place => place.Index).Select(place => place.Item)];
    }

    public IReadOnlyList<Product> Products { get; }

    public IReadOnlyList<string> Categories { get; }

    public static ProductCatalogue Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Catalogue", "products.json"));
        return new ProductCatalogue(JsonSerializer.Deserialize<List<Product>>(file, JsonSerializerOptions.Web)!);
    }

    public Product? Find(int id) => _byId.GetValueOrDefault(id);

    public ProductPage Search(string? category, string? words, int page)
    {
        var terms = (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = (category is null ? _front : Products).Where(product =>
            (category is null || product.Category == category) &&
            terms.All(term => product.Name.Contains(term, StringComparison.OrdinalIgnoreCase)));
        return ProductPage.Of([.. found], page);
    }
}
