namespace Tidemark.Architecture.Tests.Snippets;

internal static class SchemaSamples
{
    [SessionName("Shop.CartLine")]
    public sealed class Line
    {
        [SessionName("Qty")]
        public int Quantity { get; set; }
    }
}
