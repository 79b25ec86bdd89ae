using System.Globalization;
using System.Net;
using Shop.Shoppers;

namespace Shop.Tests;

internal static class BrowserSteps
{
    public static async Task<WebPage> OpenAsync(this Browser browser, string path)
    {
        var page = await browser.GetAsync(path);
        Assert.NotNull(page);
        if (page.Redirect is { } redirect)
            return await browser.OpenAsync(redirect);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return page;
    }

    /// <summary>Sends a form and follows the redirect, which goes to another app server.</summary>
    public static async Task<WebPage> SendAsync(this Browser browser, WebForm form)
    {
        var answer = await browser.PostAsync(form);
        Assert.Equal(HttpStatusCode.Found, answer?.Status);
        return await browser.OpenAsync(answer!.Redirect!);
    }

    public static async Task<WebPage> AddToCartAsync(this Browser browser, int product, int quantity = 1)
    {
        var page = await browser.OpenAsync($"/product/{product}");
        return await browser.SendAsync(page.Form("form#add").With("quantity", quantity.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>What the page shows of a fact.</summary>
    public static string Fact(this WebPage page, string name) => new PageFacts(page)[name] ?? "nothing";

    /// <summary>What the footer says that this request cost.</summary>
    public static int Number(this WebPage page, string name) =>
        int.Parse(page.Document.QuerySelector($"[data-number={name}]")!.TextContent, CultureInfo.InvariantCulture);
}
