using StackExchange.Redis;
using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>TLS, users with rights, passwords, and several endpoints.</summary>
public sealed class AccessTests : FaultTest
{
    /// <summary>All that the store needs, and the client below it wants: what docs/guide/redis.md names.</summary>
    private const string Rights =
        $"resetkeys resetchannels -@all ~{Node.Prefix}:* &{Node.Prefix}:* "
        + "+eval +evalsha +time +exists +del +pexpire +pttl +get +setnx +hget +hmget +hgetall +hset +hdel +hkeys +hlen +hexists +hincrby "
        + "+zadd +zrem +zcard +zrangebyscore +sadd +srem +srandmember +publish +subscribe +unsubscribe +ping +echo +info +client|setname";

    [Fact]
    public async Task A_user_with_the_rights_that_the_guide_names_can_do_everything()
    {
        var server = await StartServerAsync(new RedisSettings { Users = [$"app on >secret {Rights}"] });
        var (a, b) = (NewNode(LoginOf(server)), NewNode(LoginOf(server)));
        var visitors = await NewVisitorsAsync(4, a, b);
        await using (var load = new Load(visitors, a, b))
            await load.ProgressAsync(60);
        foreach (var visitor in visitors)
            await visitor.CheckAsync(b);
        Assert.DoesNotContain(Log.Lines, line => line.Text.Contains("NOPERM", StringComparison.Ordinal));

        var store = Own(new RedisStore(Node.RedisOptions(LoginOf(server))));
        foreach (var verb in new Scene(store).Verbs().Keys)
            await (await new Scene(store).SetAsync()).Verbs()[verb]();
        await store.SweepAsync(10, default);
        await store.ClaimEndedAsync(10, TimeSpan.FromMinutes(1), default);
    }

    [Theory]
    [InlineData("-evalsha -eval")]
    [InlineData("-hset")]
    [InlineData("resetkeys ~tidemark:others:*")]
    public async Task A_user_without_a_right_is_told_so(string rules)
    {
        var server = await StartServerAsync(new RedisSettings { Users = [$"app on >secret {Rights} {rules}"] });
        var told = await new Visitor().WriteAsync(NewNode(LoginOf(server), tidemark: Hasty));
        Say(told.Words);
        Assert.Contains("the user has not the right", told.Error!.Message);
        Assert.Contains("docs/guide/redis.md", told.Error.Message);
    }

    [Fact]
    public async Task A_right_that_is_given_later_needs_no_restart()
    {
        var server = await StartServerAsync(new RedisSettings { Users = [$"app on >secret {Rights} -hset"] });
        var node = NewNode(LoginOf(server));
        Assert.False((await new Visitor().WriteAsync(node)).IsOk);
        await server.RunAsync("ACL", "SETUSER", "app", "+hset");
        Visitor.Ok(await (await NewVisitorAsync(node)).WriteAsync(node));
    }

    [Fact]
    public async Task A_password_opens_and_a_wrong_one_is_an_error_that_explains()
    {
        var server = await StartServerAsync(new RedisSettings { Password = "open-sesame" });
        Visitor.Ok(await (await NewVisitorAsync(NewNode(server.ConnectionString))).WriteAsync(NewNode(server.ConnectionString)));
        foreach (var wrong in new[] { server.EndPoint, $"{server.EndPoint},password=sesame" })
            await AssertToldAsync(NewNode(wrong, tidemark: Hasty), "the server refused the user or the password");
        Assert.DoesNotContain(Log.Lines, line => line.Text.Contains("sesame", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_with_a_certificate_that_is_trusted_is_used_and_another_one_is_not()
    {
        var identity = new TlsIdentity();
        var server = await StartServerAsync(new RedisSettings { Tls = identity });
        var trusting = ConfigurationOptions.Parse(server.ConnectionString);
        trusting.SslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13;
        trusting.CertificateValidation += (_, certificate, _, _) => identity.IsMine(certificate);
        trusting.AbortOnConnectFail = false;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(trusting);
        void Connect(RedisStoreOptions options) => options.Connect = () => new ValueTask<IConnectionMultiplexer>(connection);
        var (a, b) = (NewNode("", Connect), NewNode("", Connect));
        var visitor = await NewVisitorAsync(a);
        Visitor.Ok(await visitor.WriteAsync(b));
        await visitor.CheckAsync(a);

        // Nobody signed it: who was not told to trust it does not.
        await AssertToldAsync(NewNode(server.ConnectionString, tidemark: Hasty), "TLS failed");
    }

    [Fact]
    public async Task Of_several_endpoints_the_first_may_be_dead()
    {
        var (dead, server) = (await StartServerAsync(), await StartServerAsync());
        await dead.KillAsync();
        var node = NewNode($"{dead.EndPoint},{server.EndPoint}");
        var visitor = await NewVisitorAsync(node);
        Visitor.Ok(await visitor.WriteAsync(node));
        await visitor.CheckAsync(NewNode(server.ConnectionString));
    }

    // The client takes its time to find out.
    private static Task AssertToldAsync(Node node, string words) => Patience.UntilAsync($"an error says that {words}", async () =>
    {
        var told = await new Visitor().WriteAsync(node);
        Assert.False(told.IsOk);
        return told.Error!.Message.Contains(words, StringComparison.Ordinal);
    });

    private static string LoginOf(RedisServer server) => $"{server.EndPoint},user=app,password=secret";

    private static void Hasty(TidemarkOptions options) => options.StoreTimeout = TimeSpan.FromSeconds(1);
}
