using System.Collections.Concurrent;
using System.Text.Json;
using Tidemark.Faults.Node;

namespace Tidemark.Faults.Tests.Rig;

/// <summary>A client with one session. It sends each request under an id of its own, and remembers what it was told.</summary>
internal sealed class Browser
{
    private static int _numbers;

    private readonly ConcurrentDictionary<string, History> _histories = new();
    private string? _cookie;

    /// <summary>What became of the requests that wrote to a journal.</summary>
    public History History(string on = "journal") => _histories.GetOrAdd(on, _ => new History());

    public SessionId Session => SessionId.TryParse(_cookie?.Split('=')[1], out var id) ? id : throw new InvalidOperationException("There is no session yet.");

    /// <summary>A client whose session was made on this server, which holds its lease.</summary>
    public static async Task<Browser> StartAsync(Server server, string on = "journal")
    {
        var browser = new Browser();
        Ok(await browser.SharedAsync(server, on));
        return browser;
    }

    public static string NewId() => $"r{Interlocked.Increment(ref _numbers)}";

    /// <summary>A Shared request that enters its id.</summary>
    public Task<Answer> SharedAsync(Server server, string on = "journal", int hold = 0, string? id = null, CancellationToken gone = default) =>
        WriteAsync(server, "shared", id ?? NewId(), on, $"hold={hold}", gone);

    /// <summary>An Exclusive one.</summary>
    public Task<Answer> ExclusiveAsync(Server server, string on = "journal") => WriteAsync(server, "exclusive", NewId(), on, "", default);

    /// <summary>Begins a request that stays inside its session until it is let go, and waits until it is inside.</summary>
    public async Task<Held> HoldAsync(Server server, string kind = "shared", CancellationToken gone = default)
    {
        var id = NewId();
        var answer = WriteAsync(server, kind, id, "journal", "hold=-1", gone);
        await Wire.WhenInsideAsync(server, id);
        return new Held(server, id, answer);
    }

    /// <summary>Begins a download. It has its first byte, and goes on until it is disposed.</summary>
    public async Task<IDisposable> StreamAsync(Server server)
    {
        var id = NewId();
        var stream = await Wire.StreamAsync(server, $"/stream/{id}", _cookie);
        History().Note(id, new Answer(System.Net.HttpStatusCode.OK, "", null, default, true));
        return stream;
    }

    public async Task<Answer> GetAsync(Server server, string path) => await Wire.SendAsync(server, HttpMethod.Get, path, _cookie, default);

    public async Task<Answer> PostAsync(Server server, string path) => await Wire.SendAsync(server, HttpMethod.Post, path, _cookie, default);

    /// <summary>A journal, as a request reads it that waits for nobody.</summary>
    public async Task<Journal> ReadAsync(Server server, string on = "journal") =>
        JsonSerializer.Deserialize<Dictionary<string, Journal>>(Ok(await GetAsync(server, $"/read?on={on}")).Body, JsonSerializerOptions.Web)![on];

    /// <summary>Everything that this client was told is so.</summary>
    public async Task CheckAsync(Server server, string on = "journal") => History(on).Check(await ReadAsync(server, on));

    public static Answer Ok(Answer answer)
    {
        Assert.True(answer.IsOk, $"{answer.Status} after {answer.Elapsed}: {answer.Body}");
        return answer;
    }

    public static Visit VisitOf(Answer answer) => JsonSerializer.Deserialize<Visit>(Ok(answer).Body, JsonSerializerOptions.Web)!;

    private async Task<Answer> WriteAsync(Server server, string kind, string id, string on, string query, CancellationToken gone)
    {
        var answer = await Wire.SendAsync(server, HttpMethod.Post, $"/{kind}/{id}?on={on}&{query}", _cookie, gone);
        _cookie = answer.Cookie ?? _cookie;
        foreach (var name in on.Split(','))
            History(name).Note(id, answer);
        return answer;
    }
}

/// <summary>A request that stays inside its session.</summary>
internal sealed record Held(Server Server, string Id, Task<Answer> Answer)
{
    public async Task<Answer> LetGoAsync()
    {
        await Wire.ControlAsync(Server, $"go/{Id}");
        return await Answer;
    }
}
