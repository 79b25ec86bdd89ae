namespace Shop.Catalogue;

public sealed record Product(int Id, string Category, string Name, string Description, decimal Price, int Stock)
{
    public bool IsSoldOut => Stock == 0;
}
