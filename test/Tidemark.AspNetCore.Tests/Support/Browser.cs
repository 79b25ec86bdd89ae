using System.Collections.Concurrent;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Keeps cookies as a browser does, but only by name: the tests have one site.</summary>
internal sealed class Browser(HttpClient client, ConcurrentBag<string> issued)
{
    public Dictionary<string, string> Cookies { get; } = [];

    public string? Token
    {
        get => Cookies.FirstOrDefault(cookie => cookie.Key == "sid" || cookie.Key.Contains("sid-", StringComparison.Ordinal)).Value;
        set => Cookies["sid"] = value!;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public async Task<string> GetTextAsync(string path)
    {
        using var response = await GetAsync(path);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return text;
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var response = await client.SendAsync(request, completion, TestContext.Current.CancellationToken);
        foreach (var line in SetCookies(response))
            Take(line);
        return response;
    }

    public static string[] SetCookies(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var lines) ? [.. lines] : [];

    private void Take(string line)
    {
        var pair = line.Split(';')[0].Split('=', 2);
        if (pair[1].Length == 0)
        {
            Cookies.Remove(pair[0]);
            return;
        }

        Cookies[pair[0]] = pair[1];
        issued.Add(pair[1]);
    }
}
