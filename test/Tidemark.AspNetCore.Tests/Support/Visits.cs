namespace Tidemark.AspNetCore.Tests;

/// <summary>Requests as browsers send them, with what they say of how a request came about.</summary>
internal static class Visits
{
    /// <summary>The user goes to a page.</summary>
    public static HttpRequestMessage Visit(string path, string from = "none") => Request(HttpMethod.Get, path, from, "navigate", "document");

    public static HttpRequestMessage Request(HttpMethod method, string path, string? site, string? mode, string? destination)
    {
        var request = new HttpRequestMessage(method, path);
        Say("Sec-Fetch-Site", site);
        Say("Sec-Fetch-Mode", mode);
        Say("Sec-Fetch-Dest", destination);
        return request;

        void Say(string header, string? value)
        {
            if (value is not null)
                request.Headers.TryAddWithoutValidation(header, value);
        }
    }

    public static Task<HttpResponseMessage> VisitAsync(this Browser browser, string path) => browser.SendAsync(Visit(path));
}
