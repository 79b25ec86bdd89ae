using System.Globalization;
using Tidemark.Load.Apps;

namespace Tidemark.Load.Runs;

/// <summary>The sessions that a contestant is driven with.</summary>
internal sealed class SessionSet
{
    public const int Count = 64;

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseCookies = false });

    private SessionSet(OrderSize size, IReadOnlyList<string> cookies)
    {
        Size = size;
        Cookies = cookies;
    }

    public OrderSize Size { get; }

    public IReadOnlyList<string> Cookies { get; }

    /// <summary>Where nothing keeps sessions, the requests carry cookies all the same.</summary>
    public static SessionSet Dummy(OrderSize size) => new(size, [.. Enumerable.Range(0, Count).Select(number => $"sid={number:D40}")]);

    /// <summary>Makes new sessions, and sees that they can be read.</summary>
    public static async Task<SessionSet> FillAsync(Uri target, OrderSize size)
    {
        var cookies = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            using var response = await Client.GetAsync(new Uri(target, $"/fill?size={size.Name}"));
            response.EnsureSuccessStatusCode();
            cookies.Add(response.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        }

        var sessions = new SessionSet(size, cookies);
        var sum = await sessions.SumAsync(target);
        return sum == Count * size.FirstSum
            ? sessions
            : throw new InvalidOperationException($"New sessions add up to {sum} at {target}, not to {Count * size.FirstSum}.");
    }

    /// <summary>All quantities of all sessions.</summary>
    public async Task<long> SumAsync(Uri target)
    {
        var sum = 0L;
        foreach (var cookie in Cookies)
            sum += await AskAsync(target, "read-all", cookie);
        return sum;
    }

    /// <summary>Changes each session once, one after the other.</summary>
    public async Task WriteAsync(Uri target)
    {
        foreach (var cookie in Cookies)
            await AskAsync(target, "write", cookie);
    }

    private async Task<long> AskAsync(Uri target, string verb, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target, $"/{verb}?size={Size.Name}"));
        request.Headers.Add("Cookie", cookie);
        using var response = await Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return long.Parse(await response.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
    }
}
