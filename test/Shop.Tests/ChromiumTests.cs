using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests;

/// <summary>A real browser through the shop, from one app server to the next.</summary>
public sealed class ChromiumTests(OpenShopFixture shop) : IClassFixture<OpenShopFixture>, IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly string _pictures = Directory.CreateTempSubdirectory("tidemark-shop-pictures-").FullName;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Chromium), $"This test needs {Chromium}: apt-get install chromium, or ./build.sh test, which does it.");
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    [Fact]
    public async Task A_cart_filled_at_one_app_server_is_there_at_the_next()
    {
        var page = await _browser.NewPageAsync();
        await page.GotoAsync(At(0, "/?category=Lighting"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Brass table lamp" }).ClickAsync();
        await page.GetByLabel("Quantity").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await Assertions.Expect(page.Locator(".count")).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator("[data-node]")).ToHaveAttributeAsync("data-node", "1");

        await page.GotoAsync(At(1, "/Cart"));
        await Assertions.Expect(page.GetByLabel("Quantity of Brass table lamp")).ToHaveValueAsync("2");
        await Assertions.Expect(page.Locator("[data-node]")).ToHaveAttributeAsync("data-node", "2");
        await Assertions.Expect(page.Locator("[data-number=bytes-sent]")).ToHaveTextAsync("0");

        await page.GetByRole(AriaRole.Button, new() { Name = "One more of Brass table lamp" }).ClickAsync();
        await page.GotoAsync(At(2, "/Cart"));
        await Assertions.Expect(page.GetByLabel("Quantity of Brass table lamp")).ToHaveValueAsync("3");
        await PictureAsync(page, "cart");
    }

    [Fact]
    public async Task The_wizard_can_be_walked_across_app_servers()
    {
        var page = await _browser.NewPageAsync();
        await page.GotoAsync(At(0, "/product/250"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Check out" }).ClickAsync();

        await page.GetByLabel("Full name").FillAsync("Ada Tide");
        await page.GetByLabel("Street").FillAsync("1 Quay");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The Post code field is required.")).ToBeVisibleAsync();
        await page.GetByLabel("Post code").FillAsync("12345");
        await page.GetByLabel("City").FillAsync("Tidemouth");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await page.GotoAsync(At(1, "/checkout"));
        await page.GetByRole(AriaRole.Radio).First.CheckAsync();
        await page.GetByRole(AriaRole.Combobox).SelectOptionAsync("Stripes");
        await page.GetByPlaceholder("Message on the card").FillAsync("Ahoy");
        await PictureAsync(page, "delivery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await page.GotoAsync(At(2, "/checkout"));
        await page.GetByRole(AriaRole.Radio, new() { Name = "Invoice" }).CheckAsync();
        await page.GetByLabel("Company").FillAsync("Tide & Sons");
        await PictureAsync(page, "payment");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await page.GotoAsync(At(0, "/checkout"));
        await Assertions.Expect(page.GetByText("Invoice to Tide & Sons")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Ahoy")).ToBeVisibleAsync();
        await PictureAsync(page, "review");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^Order 1") })).ToBeVisibleAsync();
        await PictureAsync(page, "account");
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        if (Environment.GetEnvironmentVariable("SHOP_KEEP_PICTURES") is null)
            Directory.Delete(_pictures, recursive: true);
    }

    private string At(int node, string path) => new Uri(shop.Nodes[node].Address, path).ToString();

    private async Task PictureAsync(IPage page, string name)
    {
        var file = Path.Combine(_pictures, name + ".png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
        Assert.True(new FileInfo(file).Length > 10_000, "The picture of the page is empty.");
    }
}
