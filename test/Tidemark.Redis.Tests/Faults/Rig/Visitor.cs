using System.Diagnostics;
using Tidemark.Faults.Node;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>What a request was told.</summary>
/// <param name="Fate">What became of its write.</param>
/// <param name="Error">Why it failed, if it did.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record Told(Fate Fate, SessionException? Error, TimeSpan Elapsed)
{
    /// <summary>There was no such session.</summary>
    public bool IsMissing { get; init; }

    public bool IsOk => Fate == Fate.Acknowledged;

    /// <summary>The messages of the error and of what was behind it.</summary>
    public string Words => Visitor.WordsOf(Error);
}

/// <summary>A client with one session. Each of its requests appends an id of its own to a list, and remembers what it was told.</summary>
internal sealed class Visitor
{
    private static readonly SessionKey<Journal> Key = Journal.Key("journal");
    private static int _numbers;

    private SessionId? _id;

    public Ledger Ledger { get; } = new();

    public SessionId Id => _id ?? throw new InvalidOperationException("There is no session yet.");

    public static string NewId() => $"r{Interlocked.Increment(ref _numbers)}";

    /// <summary>One whose session is stored, and held by the node.</summary>
    public static async Task<Visitor> StartAsync(Node node)
    {
        Visitor visitor = null!;
        await Patience.UntilAsync("a session is created", async () => (await (visitor = new Visitor()).WriteAsync(node)).IsOk);
        return visitor;
    }

    /// <summary>A request that appends an id. Whatever fails in a way that no application is told of fails the test.</summary>
    /// <param name="node">Where.</param>
    /// <param name="access">Shared or Exclusive.</param>
    /// <param name="id">The id; a new one by default.</param>
    /// <param name="inside">What happens while it is inside the session, before its commit.</param>
    public async Task<Told> WriteAsync(Node node, SessionAccess access = SessionAccess.Shared, string? id = null, Func<Task>? inside = null)
    {
        id ??= NewId();
        var began = Stopwatch.GetTimestamp();
        var told = await TryWriteAsync(node, access, id, inside ?? (() => Task.CompletedTask));
        Ledger.Note(id, told.Fate);
        return told with { Elapsed = Stopwatch.GetElapsedTime(began) };
    }

    /// <summary>The list, as a request reads it that waits for nobody; null if there is no such session.</summary>
    /// <exception cref="SessionException">It could not be read.</exception>
    public async Task<IReadOnlyList<string>?> ReadAsync(Node node, SessionAccess access = SessionAccess.ReadOnly)
    {
        await using var session = await node.Sessions.OpenAsync(Id, access, "a reader");
        if (session is null)
            return null;
        IReadOnlyList<string> list = session.Read(Key)?.Ids ?? [];
        Ledger.Saw(list);
        return list;
    }

    /// <summary>Everything that this client was told is so, as soon as the node has found out that a store that was down is up again.</summary>
    public async Task CheckAsync(Node node)
    {
        IReadOnlyList<string>? list = null;
        await Patience.UntilAsync("the session can be read", async () =>
        {
            try
            {
                list = await ReadAsync(node, SessionAccess.Shared) ?? throw new InvalidOperationException("The session is gone.");
                return true;
            }
            catch (SessionUnavailableException)
            {
                return false;
            }
        });
        Ledger.Check(list!);
    }

    /// <summary>Writes until it is acknowledged.</summary>
    public Task ComesThroughAsync(Node node) => Patience.UntilAsync("a request comes through", async () => (await WriteAsync(node)).IsOk);

    public static Told Ok(Told told)
    {
        Assert.True(told.IsOk, $"{told.Fate} after {told.Elapsed}: {told.Error}");
        return told;
    }

    public static string WordsOf(Exception? error) => error is null ? "" : $"{error.GetType().Name}: {error.Message}\n{WordsOf(error.InnerException)}";

    private async Task<Told> TryWriteAsync(Node node, SessionAccess access, string id, Func<Task> inside)
    {
        try
        {
            await using var session = _id is { } known ? await node.Sessions.OpenAsync(known, access, "a writer") : node.Sessions.Create("a writer", access);
            if (session is null)
                return new Told(Fate.Refused, null, default) { IsMissing = true };
            var journal = await session.GetOrCreateAsync(Key, () => new Journal());
            Ledger.Saw([.. journal.Ids]);
            journal.Enter(id);
            await inside();
            await session.CompleteAsync();
            _id ??= session.Id;
            return new Told(Fate.Acknowledged, null, default);
        }
        catch (SessionCommitException failed)
        {
            return new Told(failed.Failure == CommitFailure.Unknown ? Fate.Unknown : Fate.Refused, failed, default);
        }
        catch (SessionException failed)
        {
            return new Told(Fate.Refused, failed, default);
        }
    }
}
