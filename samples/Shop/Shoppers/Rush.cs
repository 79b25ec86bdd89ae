using System.Net;
using Shop.Catalogue;

namespace Shop.Shoppers;

/// <summary>Many shoppers at once, until the shop closes.</summary>
internal sealed class Rush(IReadOnlyList<Uri> nodes, ServerChoice choice, int shoppers, Tally tally, int seed)
{
    private readonly ProductCatalogue _catalogue = ProductCatalogue.Load();

    /// <param name="closing">Lets the shoppers finish what they are at, look back, and leave.</param>
    /// <param name="cancellationToken">Ends them wherever they are.</param>
    public async Task RunAsync(CancellationToken closing, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        });
        await Task.WhenAll(Enumerable.Range(1, shoppers).Select(number => ShopAsync(number, http, closing, cancellationToken)));
    }

    private async Task ShopAsync(int number, HttpMessageInvoker http, CancellationToken closing, CancellationToken cancellationToken)
    {
        var random = new Random(seed + number);
        var walk = new ServerWalk(choice, nodes.Count, number, random);
        var shopper = new Shopper(number, _catalogue, new Browser(http, nodes, walk, tally, cancellationToken), tally, random);
        try
        {
            foreach (var step in ShoppingStep.First)
                await shopper.TakeAsync(step);
            while (!closing.IsCancellationRequested)
                await shopper.TakeAsync(ShoppingStep.Choose(random));
            await LookBackAsync(shopper);
        }
        catch (ShopperGaveUpException)
        {
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var (expected, seen) = fault is ShopperException wrong
                ? (wrong.Expected, wrong.Seen)
                : ("no fault of the shopper itself", fault.ToString());
            tally.Errors.Enqueue(new Finding(number, shopper.Step, shopper.LastPage, shopper.LastNode, expected, seen));
        }
    }

    /// <summary>Before it leaves, a shopper looks at everything once more on every app server it goes to.</summary>
    private static async Task LookBackAsync(Shopper shopper)
    {
        shopper.Step = "looks back";
        for (var turn = 0; turn < shopper.Browser.Walk.Servers; turn++)
        {
            foreach (var path in (string[])["/Cart", "/Account", "/Gifts", "/"])
                await shopper.VisitAsync(path);
        }
    }
}
