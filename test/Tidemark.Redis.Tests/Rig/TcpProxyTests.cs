using System.Diagnostics;
using System.Net.Sockets;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Rig;

public sealed class TcpProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(100);

    private RedisServer _server = null!;
    private TcpProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _proxy = TcpProxy.Before(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Commands_and_replies_pass_whole_and_in_order()
    {
        using var client = await OpenAsync();
        var large = new string('x', 300_000);

        foreach (var number in Enumerable.Range(0, 100))
            await client.SendAsync("ECHO", $"{number}");
        foreach (var number in Enumerable.Range(0, 100))
            Assert.Equal($"{number}", (await client.ReadAsync()).Text);
        Assert.Equal(large, (await client.RunAsync("ECHO", large)).Text);
        Assert.Equal(1, _proxy.Links);
    }

    [Fact]
    public async Task A_delay_holds_each_reply_back_but_not_one_behind_the_other()
    {
        using var client = await OpenAsync();
        _proxy.Delay(TimeSpan.FromMilliseconds(200));

        var began = Stopwatch.GetTimestamp();
        foreach (var _ in Enumerable.Range(0, 200))
            await client.SendAsync("INCR", "n");
        foreach (var _ in Enumerable.Range(0, 200))
            await client.ReadAsync();

        // One behind the other they would take 40 s; half of that is for a busy machine.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_cut_resets_connections_and_a_new_one_works()
    {
        using var client = await OpenAsync();
        await client.RunAsync("PING");

        _proxy.CutAll();

        await IsResetAsync(client);
        await Patience.UntilAsync(
            "the server is rid of it as well", async () => (await _server.InfoAsync("clients"))["connected_clients"] == "1");
        using var next = await OpenAsync();
        Assert.Equal("PONG", (await next.RunAsync("PING")).Text);
    }

    [Fact]
    public async Task A_proxy_that_refuses_lets_nobody_in_until_it_heals()
    {
        using var client = await OpenAsync();
        _proxy.Refuse();

        await IsResetAsync(client);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            // The reset may come while it connects, or after.
            using var refused = await OpenAsync();
            await refused.RunAsync("PING");
        });

        _proxy.Heal();
        using var next = await OpenAsync();
        Assert.Equal("PONG", (await next.RunAsync("PING")).Text);
    }

    [Fact]
    public async Task Held_replies_wait_though_their_commands_ran()
    {
        using var client = await OpenAsync();
        _proxy.HoldReplies();

        var waiting = client.RunAsync("INCR", "n");
        await Patience.UntilAsync("the command ran", async () => (await _server.RunAsync("EXISTS", "n")).Number == 1);
        await StaysOpenAsync(waiting);

        _proxy.LetGo();
        Assert.Equal(1, (await waiting.EndsAsync("a reply that was let go")).Number);
    }

    [Fact]
    public async Task Held_requests_run_when_they_are_let_go()
    {
        using var client = await OpenAsync();
        _proxy.HoldRequests();

        var waiting = client.RunAsync("INCR", "n");
        await StaysOpenAsync(waiting);
        Assert.Equal(0, (await _server.RunAsync("EXISTS", "n")).Number);

        _proxy.LetGo();
        Assert.Equal(1, (await waiting.EndsAsync("a request that was let go")).Number);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_reply_is_cut_though_its_command_was_applied(int after)
    {
        using var client = await OpenAsync();
        var cut = _proxy.CutReply(to: "EVALSHA", after);
        var script = (await client.RunAsync("SCRIPT", "LOAD", "redis.call('incr', KEYS[1]) return 'done'")).Text;

        Assert.False(cut.IsCompleted);
        await client.SendAsync("EVALSHA", script, "1", "n");

        await IsResetAsync(client);
        await cut.WaitAsync(Patience.Longest);
        Assert.Equal("1", (await _server.RunAsync("GET", "n")).Text);
        using var next = await OpenAsync();
        Assert.Equal("done", (await next.RunAsync("EVALSHA", script, "1", "n")).Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task A_request_is_cut_and_not_applied(int after)
    {
        using var client = await OpenAsync();
        var cut = _proxy.CutRequest(with: "INCR", after);

        await client.SendAsync("INCR", "n");

        await IsResetAsync(client);
        await cut.WaitAsync(Patience.Longest);
        Assert.Equal(0, (await _server.RunAsync("EXISTS", "n")).Number);
    }

    [Fact]
    public async Task A_black_hole_swallows_bytes_and_the_connection_stays_mute()
    {
        using var client = await OpenAsync();
        using var idle = await OpenAsync();
        await idle.RunAsync("PING");
        await client.RunAsync("PING");
        _proxy.Blackhole();

        var lost = client.RunAsync("INCR", "n");
        await StaysOpenAsync(lost);
        _proxy.Heal();

        Assert.Equal(1, (await idle.RunAsync("INCR", "n")).Number);
        using var next = await OpenAsync();
        Assert.Equal(2, (await next.RunAsync("INCR", "n")).Number);
        await StaysOpenAsync(lost);
        Assert.Equal("2", (await _server.RunAsync("GET", "n")).Text);
    }

    [Fact]
    public async Task The_end_of_a_server_is_seen_through_a_proxy_but_not_through_a_black_hole()
    {
        using var client = await OpenAsync();
        await client.RunAsync("PING");
        _proxy.Blackhole();
        var silent = client.RunAsync("PING");
        await StaysOpenAsync(silent);
        await _server.KillAsync();
        await StaysOpenAsync(silent);
        _proxy.Heal();
        await _server.RestartAsync();

        using var next = await OpenAsync();
        await next.RunAsync("PING");
        await _server.KillAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => next.ReadAsync());
    }

    [Fact]
    public async Task Bytes_arrive_one_by_one()
    {
        var text = new string('x', 100_000);
        await _server.RunAsync("SET", "k", text);
        _proxy.OneByteAtATime();
        using var client = await OpenAsync();
        Assert.Equal(text, (await client.RunAsync("GET", "k")).Text);

        using var socket = new TcpClient();
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, _proxy.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var (buffer, left, pieces) = (new byte[200_000], "$100000\r\n\r\n".Length + text.Length, 0);
        for (; left > 0; pieces++)
            left -= await socket.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);

        Assert.True(pieces > 10, $"It came in {pieces} pieces.");
    }

    [Fact]
    public async Task Two_replies_of_one_connection_are_mixed_up_and_others_are_not()
    {
        using var client = await OpenAsync();
        using var other = await OpenAsync();
        var swapped = _proxy.SwapNextTwoReplies(to: "ECHO");

        await client.SendAsync("ECHO", "a");
        await client.SendAsync("PING");
        await Patience.UntilAsync("the first has run", async () => (await _server.CommandStatsAsync()).ContainsKey("echo"));
        Assert.Equal("c", (await other.RunAsync("ECHO", "c")).Text);
        Assert.False(swapped.IsCompleted);
        await client.SendAsync("ECHO", "b");
        await client.SendAsync("ECHO", "d");

        string[] replies = [.. await ReadAsync(client, 4)];
        Assert.Equal(["b", "PONG", "a", "d"], replies);
        await swapped.WaitAsync(Patience.Longest);
    }

    [Fact]
    public async Task Messages_to_subscribers_pass()
    {
        using var client = await OpenAsync();
        _ = _proxy.SwapNextTwoReplies(to: "c");
        await client.RunAsync("SUBSCRIBE", "c");

        await _server.RunAsync("PUBLISH", "c", "1");
        await _server.RunAsync("PUBLISH", "c", "2");

        Assert.Equal(["message", "c", "1"], (await client.ReadAsync()).Texts);
        Assert.Equal(["message", "c", "2"], (await client.ReadAsync()).Texts);
    }

    [Fact]
    public async Task What_is_no_frame_passes_as_it_is()
    {
        await using var server = await RedisServer.StartAsync(new RedisSettings { Tls = new TlsIdentity() });
        await using var proxy = TcpProxy.Before(server);
        using var client = await RespConnection.OpenAsync(proxy.Port, server.Settings);

        Assert.Equal("PONG", (await client.RunAsync("PING")).Text);
        proxy.CutAll();
        await Assert.ThrowsAnyAsync<IOException>(() => client.RunAsync("PING"));
    }

    private static async Task IsResetAsync(RespConnection client)
    {
        var reset = await Assert.ThrowsAsync<IOException>(() => client.ReadAsync());
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
    }

    private static async Task StaysOpenAsync(Task waiting) => Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(AMoment)));

    private static async Task<IReadOnlyList<string>> ReadAsync(RespConnection client, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
            texts.Add((await client.ReadAsync()).Text);
        return texts;
    }

    private Task<RespConnection> OpenAsync() => RespConnection.OpenAsync(_proxy.Port, _server.Settings);
}
