using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Shop.Catalogue;

namespace Shop.Shoppers;

/// <summary>Someone who shops: follows links, fills in forms, and compares every page with what it must show.</summary>
internal sealed partial class Shopper
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly Tally _tally;

    public Shopper(int number, ProductCatalogue catalogue, Browser browser, Tally tally, Random random)
    {
        _tally = tally;
        Number = number;
        Catalogue = catalogue;
        Browser = browser;
        Random = random;
        Marker = $"shopper-{number}-{random.GetHexString(6, lowercase: true)}";
        Belief = new Belief(new ShopperState(catalogue));
        tally.BeganSession();
    }

    public int Number { get; }

    /// <summary>Part of every text this shopper types. Another shopper's marker on one of its pages is a leak.</summary>
    public string Marker { get; }

    public ProductCatalogue Catalogue { get; }

    public Browser Browser { get; }

    public Random Random { get; }

    public Belief Belief { get; }

    public Tally Tally => _tally;

    public string Step { get; set; } = "arrives";

    public string LastPage { get; private set; } = "/";

    public int LastNode { get; private set; }

    public ShopperState State => Belief.State;

    public Task TakeAsync(ShoppingStep step)
    {
        Step = step.Name;
        return step.RunAsync(this);
    }

    /// <summary>Gets a page and verifies it. What looking at it changes in the session is <paramref name="change"/>.</summary>
    public async Task<WebPage> VisitAsync(string path, Func<ShopperState, ShopperState>? change = null)
    {
        var (started, isSure) = (Stopwatch.GetTimestamp(), true);
        while (true)
        {
            var page = await Browser.GetAsync(path);
            if (page is { Status: not HttpStatusCode.ServiceUnavailable })
            {
                if (change is not null)
                    Belief.Becomes(change);
                if (page.Redirect is { } redirect)
                    return await VisitAsync(redirect);
                Verify(page);
                return page;
            }

            // To look twice changes nothing more than to look once.
            if (change is not null && isSure)
                Belief.MayBecome(change);
            isSure = false;
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new ShopperException($"an answer for {path} within {Patience.TotalSeconds} s", page?.Status.ToString() ?? "none");
            await Task.Delay(Pause, Browser.Closing);
        }
    }

    /// <summary>Sends a form, notes the change if the shop acknowledged it, and verifies the page it leads to.</summary>
    public async Task<WebPage> SubmitAsync(
        WebForm form, Func<ShopperState, ShopperState> change, string landing,
        Func<ShopperState, ShopperState>? landingChange = null)
    {
        var page = await Browser.PostAsync(form);
        Note(form, page, change);
        return await VisitAsync(page?.Redirect ?? landing, landingChange);
    }

    /// <summary>
    /// Sends forms at the same moment, as scripts on a page do. Every one that is acknowledged must be in the session. A shopper who goes
    /// round does one thing after the other.
    /// </summary>
    public async Task<WebPage> SubmitTogetherAsync(
        IReadOnlyList<(WebForm Form, Func<ShopperState, ShopperState> Change)> forms, string landing)
    {
        if (Browser.Walk.Choice == ServerChoice.RoundRobin)
        {
            foreach (var (form, change) in forms)
                Note(form, await Browser.PostAsync(form), change);
            return await VisitAsync(landing);
        }

        var answers = await Task.WhenAll(forms.Select(form => Browser.PostAsync(form.Form)));
        foreach (var (sent, answer) in forms.Zip(answers))
        {
            Note(sent.Form, answer, sent.Change);
            _tally.ChangedInParallel();
        }
        return await VisitAsync(landing);
    }

    private void Verify(WebPage page)
    {
        (LastPage, LastNode) = (page.Path, page.Node);
        if (page.Status != HttpStatusCode.OK)
            throw new ShopperException($"status 200 of {page.Path}", $"{(int)page.Status}");
        var facts = new PageFacts(page);
        var difference = Belief.Meets(facts) ?? Stranger(page);
        if (difference is not null && State.Visitor is not null && facts["visitor"] is null)
            _tally.SignedOut();
        if (difference is { } wrong)
            _tally.LostUpdates.Enqueue(new Finding(Number, Step, page.Path, page.Node, wrong.Expected, wrong.Seen));
        if (difference is not null)
            throw new ShopperGaveUpException();
        _tally.Verified(facts.Count);
    }

    private void Note(WebForm form, WebPage? answer, Func<ShopperState, ShopperState> change)
    {
        switch (answer?.Status)
        {
            case HttpStatusCode.Found:
                Belief.Becomes(change);
                _tally.Changed();
                break;
            case null or HttpStatusCode.ServiceUnavailable:
                Belief.MayBecome(change);
                break;
            case { } status:
                throw new ShopperException($"a redirect after {form.Action}", $"status {(int)status}");
        }
    }

    private (string, string)? Stranger(WebPage page)
    {
        var stranger = Markers().Matches(page.Html).FirstOrDefault(match => match.Value != Marker);
        return stranger is null ? null : ("only its own marks", stranger.Value);
    }

    [GeneratedRegex("shopper-[0-9]+-[0-9a-f]{6}")]
    private static partial Regex Markers();
}
