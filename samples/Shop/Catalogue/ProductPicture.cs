using System.Collections.Frozen;

namespace Shop.Catalogue;

/// <summary>Draws a product: its category's outline on a gradient that belongs to the product alone.</summary>
public static class ProductPicture
{
    private static readonly FrozenDictionary<string, string> Outlines = new Dictionary<string, string>
    {
        ["Kitchen"] =
            "M70 80h100l-8 50a14 14 0 0 1-14 12H92a14 14 0 0 1-14-12zM60 80h120M100 62q6-10 0-20M120 62q6-10 0-20M140 62q6-10 0-20",
        ["Table"] = "M120 50a45 45 0 1 0 .1 0zM120 70a25 25 0 1 0 .1 0zM52 50v90M44 50v22q8 12 16 0V50M188 140V50q-14 20-10 50h10",
        ["Garden"] = "M90 105h60l-7 38h-46zM120 105V62M120 80q-28 0-30-26q28 0 30 26M120 72q24-2 28-26q-26 2-28 26",
        ["Bath"] =
            "M58 95h124q0 42-34 42H92q-34 0-34-42zM74 95V58q0-14 14-14t14 14" +
            "M84 137l-6 12M156 137l6 12M130 70a7 7 0 1 0 .1 0M150 56a5 5 0 1 0 .1 0",
        ["Lighting"] = "M96 50h48l20 48H76zM120 98v40M96 142h48M80 112l-8 12M160 112l8 12",
        ["Office"] = "M80 46h70a8 8 0 0 1 8 8v84a8 8 0 0 1-8 8H80zM80 46v100M94 70h46M94 88h46M94 106h30",
        ["Outdoor"] = "M120 48L58 140h124zM120 48v92M120 100l-20 40M120 100l20 40M112 40l8 8l8-8",
        ["Knitwear"] = "M96 50q24 16 48 0l38 26l-16 26l-16-8v50H90V94l-16 8l-16-26zM90 128h60",
        ["Toys"] = "M64 116h112l-18 28H82zM120 116V44M120 50l40 56h-40M112 62l-32 44h32",
        ["Pantry"] =
            "M92 62h56v14q14 8 14 24v36a10 10 0 0 1-10 10H88a10 10 0 0 1-10-10v-36q0-16 14-24z" +
            "M88 48h64v14H88zM78 104h84M78 128h84",
    }.ToFrozenDictionary();

    public static string Draw(Product product)
    {
        // Neighbours in the catalogue should not look alike: 47 degrees of hue walk the whole circle before they repeat.
        var hue = product.Id * 47 % 360;
        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 180">
              <defs><linearGradient id="g" x2="1" y2="1">
                <stop stop-color="hsl({{hue}} 42% 84%)"/><stop offset="1" stop-color="hsl({{(hue + 40) % 360}} 38% 62%)"/>
              </linearGradient></defs>
              <rect width="240" height="180" fill="url(#g)"/>
              <path d="M0 156q30-14 60 0t60 0t60 0t60 0v24H0z" fill="hsl({{hue}} 40% 34%)" opacity=".22"/>
              <path d="{{Outlines[product.Category]}}" fill="hsl({{hue}} 60% 97%)" fill-opacity=".55" stroke="hsl({{hue}} 48% 22%)"
                    stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>
            </svg>
            """;
    }
}
