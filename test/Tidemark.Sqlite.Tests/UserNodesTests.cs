using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Graph;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>Users and events of three nodes that share a file, each with a store of its own, on the clock of the wall.</summary>
public sealed class UserNodesTests : IAsyncDisposable
{
    private static readonly SessionKey<string> Name = new("name");

    private readonly TemporaryFile _file = new();
    private readonly Told _told = new();
    private readonly List<SessionManager> _nodes = [];
    private readonly List<SqliteStore> _stores = [];
    private readonly TidemarkOptions _options = new() { Application = "test", NodeLease = TimeSpan.FromSeconds(3), SweepInterval = TimeSpan.FromSeconds(1) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(UserLimitPolicy.RefuseNewest)]
    [InlineData(UserLimitPolicy.EndOldest)]
    public async Task Sign_ins_at_once_never_leave_more_than_the_limit(UserLimitPolicy policy)
    {
        (_options.SessionsPerUser, _options.OnUserLimit) = (2, policy);
        var nodes = new[] { NewNode(), NewNode(), NewNode() };
        var ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Task.Run(() => SignInAsync(nodes[number % 3]))));

        Assert.InRange(await nodes[0].CountAsync("ada", Stop), 1, 2);
        Assert.Equal(policy == UserLimitPolicy.EndOldest, ids.All(id => id is not null));
        Assert.InRange(await nodes[1].EndAllAsync("ada", null, Stop), 1, 2);
        Assert.Equal(0, await nodes[2].CountAsync("ada", Stop));
        foreach (var id in ids.OfType<SessionId>())
            await UntilAsync(() => IsGoneAsync(nodes[0], id));
    }

    [Fact]
    public async Task A_session_that_another_node_keeps_is_ended_and_told()
    {
        var (here, there) = (NewNode(), NewNode());
        var id = (await SignInAsync(there))!.Value;
        var listed = Assert.Single(await here.ListAsync("ada", Stop));
        Assert.Equal("Ada", listed.Read(Name));
        Assert.True(await here.EndAsync("ada", listed.Reference, Stop));
        await UntilAsync(() => IsGoneAsync(there, id));
        await UntilAsync(() => Task.FromResult(!_told.Ended.IsEmpty));

        Assert.Equal([(EndReason.Revoked, "Ada")], _told.Ended);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        foreach (var store in _stores)
            await store.DisposeAsync();
        _file.Dispose();
    }

    private static async Task<SessionId?> SignInAsync(SessionManager node)
    {
        await using var session = node.Create();
        try
        {
            await session.SetAsync(Name, "Ada", Stop);
            await session.BindUserAsync("ada", Stop);
            await session.CompleteAsync(Stop);
            return session.Id;
        }
        catch (TooManySessionsException)
        {
            return null;
        }
    }

    // Until its node has heard it.
    private static async Task<bool> IsGoneAsync(SessionManager node, SessionId id)
    {
        await using var session = await node.OpenAsync(id, SessionAccess.Shared, "", Stop);
        return session is null;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        // A hang, not a slow machine: far more than it can take.
        for (var began = Stopwatch.GetTimestamp(); !await isSo();)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2), "It did not come to this within two minutes.");
            await Task.Delay(20, Stop);
        }
    }

    private SessionManager NewNode()
    {
        _stores.Add(_file.OpenStore());
        _nodes.Add(new SessionManager(
            _stores[^1], new GraphSerializer(), _options, TimeProvider.System, NullLogger<SessionManager>.Instance, [_told]));
        return _nodes[^1];
    }

    private sealed class Told : ISessionEvents
    {
        public ConcurrentQueue<(EndReason Reason, string? Name)> Ended { get; } = [];

        public ValueTask EndedAsync(EndedSession session, CancellationToken cancellationToken)
        {
            Ended.Enqueue((session.Reason, session.Read(Name)));
            return default;
        }
    }
}
