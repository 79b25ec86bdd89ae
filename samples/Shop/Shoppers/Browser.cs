using System.Diagnostics;
using System.Net;
using Shop.Numbers;

namespace Shop.Shoppers;

/// <summary>One shopper's browser: its cookies, and the app servers that it goes to.</summary>
internal sealed class Browser(HttpMessageInvoker http, IReadOnlyList<Uri> nodes, ServerWalk walk, Tally tally, CancellationToken closing)
{
    // The name goes on with digits that are made from the application's name.
    private const string SessionCookie = "sid-";

    private int _answered = -1;

    public CookieContainer Cookies { get; private init; } = new();

    public ServerWalk Walk => walk;

    /// <summary>Cancelled when the browser is closed, wherever it is.</summary>
    public CancellationToken Closing => closing;

    /// <summary>A second browser that holds the cookies of this moment.</summary>
    public Browser Copy()
    {
        var copy = new Browser(http, nodes, walk.Copy(), tally, closing) { Cookies = new CookieContainer() };
        copy.Cookies.Add(Cookies.GetCookies(nodes[0]));
        return copy;
    }

    public Task<WebPage?> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<WebPage?> PostAsync(WebForm form) =>
        SendAsync(HttpMethod.Post, form.Action, new FormUrlEncodedContent(form.Fields));

    /// <summary>Null means that no answer came: what the request asked for was done, or was not.</summary>
    private async Task<WebPage?> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var node = walk.Next();
        var address = new Uri(nodes[node], path);
        using var request = Request(method, address, content);
        if (walk.Choice == ServerChoice.Sticky && node == _answered && HasSession(address))
            request.Headers.Add(SettledNumbers.Header, "yes");

        var started = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, closing);
            var html = await response.Content.ReadAsStringAsync(closing);
            if (response.Headers.TryGetValues("Set-Cookie", out var news))
                news.ToList().ForEach(cookie => Cookies.SetCookies(address, cookie));
            tally.Answered(node, response.StatusCode, started);
            _answered = node;
            return new WebPage(path, node + 1, response.StatusCode, response.Headers.Location?.OriginalString, html);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            tally.NotAnswered();
            walk.Unanswered(node);
            return null;
        }
    }

    private bool HasSession(Uri address) =>
        Cookies.GetCookies(address).Any(cookie => cookie.Name.StartsWith(SessionCookie, StringComparison.Ordinal));

    private HttpRequestMessage Request(HttpMethod method, Uri address, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        if (Cookies.GetCookieHeader(address) is { Length: > 0 } cookies)
            request.Headers.Add("Cookie", cookies);
        return request;
    }
}
