namespace Shop.Catalogue;

/// <summary>One page of a listing.</summary>
public sealed record ProductPage(IReadOnlyList<Product> Products, int Number, int Count, int Found)
{
    public static ProductPage Of(IReadOnlyList<Product> found, int number)
    {
        var count = Math.Max(1, (found.Count + ProductCatalogue.PageSize - 1) / ProductCatalogue.PageSize);
        var shown = Math.Clamp(number, 1, count);
        var products = found.Skip((shown - 1) * ProductCatalogue.PageSize).Take(ProductCatalogue.PageSize);
        return new ProductPage([.. products], shown, count, found.Count);
    }
}
