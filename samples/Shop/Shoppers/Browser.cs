using System.Diagnostics;
using System.Net;

namespace Shop.Shoppers;

/// <summary>One shopper's browser: its cookies, and no request to the app server that the one before went to.</summary>
internal sealed class Browser(HttpMessageInvoker http, IReadOnlyList<Uri> nodes, Tally tally, Random random, CancellationToken closing)
{
    private int _node = random.Next(nodes.Count);

    public CookieContainer Cookies { get; private init; } = new();

    public int Nodes => nodes.Count;

    /// <summary>Cancelled when the browser is closed, wherever it is.</summary>
    public CancellationToken Closing => closing;

    /// <summary>A second browser that holds the cookies of this moment.</summary>
    public Browser Copy()
    {
        var copy = new Browser(http, nodes, tally, random, closing) { Cookies = new CookieContainer() };
        copy.Cookies.Add(Cookies.GetCookies(nodes[0]));
        return copy;
    }

    public Task<WebPage?> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<WebPage?> PostAsync(WebForm form) =>
        SendAsync(HttpMethod.Post, form.Action, new FormUrlEncodedContent(form.Fields));

    /// <summary>Null means that no answer came: what the request asked for was done, or was not.</summary>
    private async Task<WebPage?> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var node = NextNode();
        var address = new Uri(nodes[node], path);
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (Cookies.GetCookieHeader(address) is { Length: > 0 } cookies)
            request.Headers.Add("Cookie", cookies);

        var started = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, closing);
            var html = await response.Content.ReadAsStringAsync(closing);
            if (response.Headers.TryGetValues("Set-Cookie", out var news))
                news.ToList().ForEach(cookie => Cookies.SetCookies(address, cookie));
            tally.Answered(node, response.StatusCode, Stopwatch.GetElapsedTime(started));
            return new WebPage(path, node + 1, response.StatusCode, response.Headers.Location?.OriginalString, html);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            tally.NotAnswered();
            return null;
        }
    }

    private int NextNode() => _node = (_node + random.Next(1, nodes.Count)) % nodes.Count;
}
