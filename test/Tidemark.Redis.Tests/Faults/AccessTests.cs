using StackExchange.Redis;
using Tidemark.Redis.Tests.Servers;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>TLS, users with rights, passwords, and several endpoints.</summary>
public sealed class AccessTests : FaultTest
{
    private static readonly string Rights = ReadGuide();

    [Fact]
    public async Task A_user_with_the_rights_that_the_guide_names_can_do_everything()
    {
        var server = await StartServerAsync(new RedisSettings { Users = [Rights] });
        var (a, b) = (NewNode(LoginOf(server)), NewNode(LoginOf(server)));
        var visitors = await NewVisitorsAsync(4, a, b);
        await using (var load = new Load(visitors, a, b))
            await load.ProgressAsync(60);
        foreach (var visitor in visitors)
            await visitor.CheckAsync(b);
        Assert.DoesNotContain(Log.Lines, line => line.Text.Contains("NOPERM", StringComparison.Ordinal));

        var store = Own(new RedisStore(Node.PatientOptions(LoginOf(server))));
        foreach (var verb in new Scene(store).Verbs().Keys)
            await (await new Scene(store).SetAsync()).Verbs()[verb]();
        await store.SweepAsync(10, default);
        await store.ClaimEndedAsync(10, TimeSpan.FromMinutes(1), default);
        Assert.NotEmpty(await store.ListNodesAsync(default));
        await foreach (var _ in store.WalkAsync(default))
        {
        }

        await store.Changes!.BeginAsync(default);
        await store.SweepAsync(10, default);
        foreach (var verb in new Scene(store).Verbs().Keys)
            await (await new Scene(store).SetAsync()).Verbs()[verb]();
        Assert.NotEmpty(await store.Changes.FindChangedAsync(new ChangeMark[store.Changes.Partitions], default));
        await store.Changes.ReadAsync(0, ChangeMark.None, 10, default);
        await store.Changes.EndAsync(default);
    }

    [Theory]
    [InlineData("-evalsha -eval")]
    [InlineData("-hset")]
    [InlineData("resetkeys ~tidemark:others:*")]
    public async Task A_user_without_a_right_is_told_so(string rules)
    {
        var server = await StartServerAsync(new RedisSettings { Users = [$"{Rights} {rules}"] });
        var told = await new Visitor().WriteAsync(NewNode(LoginOf(server), tidemark: Hasty));
        Say(told.Words);
        Assert.Contains("the user has not the right", told.Error!.Message);
        Assert.Contains("docs/guide/redis.md", told.Error.Message);
    }

    [Fact]
    public async Task A_right_that_is_given_later_needs_no_restart()
    {
        var server = await StartServerAsync(new RedisSettings { Users = [$"{Rights} -hset"] });
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
            await AssertToldAsync(NewNode($"{wrong},connectTimeout=10000", tidemark: Hasty), "the server refused the user or the password");
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
        await AssertToldAsync(NewNode($"{server.ConnectionString},connectTimeout=10000", tidemark: Hasty), "TLS failed");
    }

    [Fact]
    public async Task Of_several_endpoints_the_first_may_be_dead()
    {
        var (dead, server) = (await StartServerAsync(), await StartServerAsync());
        await dead.KillAsync();
        var node = NewNode($"{dead.EndPoint},{server.EndPoint},connectTimeout=1000");
        var visitor = await NewVisitorAsync(node);
        Visitor.Ok(await visitor.WriteAsync(node));
        await visitor.CheckAsync(NewNode(server.ConnectionString));
    }

    // The client takes its time to find out, and tries again ever more seldom: a handshake that a busy machine is slow for gets all the time it wants.
    private static Task AssertToldAsync(Node node, string words) => Patience.UntilAsync(
        $"an error says that {words}",
        async () =>
        {
            var told = await new Visitor().WriteAsync(node);
            Assert.False(told.IsOk);
            return told.Error!.Message.Contains(words, StringComparison.Ordinal);
        },
        TimeSpan.FromMinutes(5));

    private static string LoginOf(RedisServer server) => $"{server.EndPoint},user=app,password=secret";

    private static void Hasty(TidemarkOptions options) => options.StoreTimeout = TimeSpan.FromSeconds(1);

    // The user that the guide tells to make, for the keys and channels of these tests.
    private static string ReadGuide()
    {
        const string command = "ACL SETUSER shop ";
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tidemark.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests are not inside the repository.");
        var guide = File.ReadAllText(Path.Combine(folder.FullName, "docs", "guide", "redis.md"));
        var rights = guide[(guide.IndexOf(command, StringComparison.Ordinal) + command.Length)..];
        rights = rights[..rights.IndexOf("```", StringComparison.Ordinal)].Replace("shop:*", $"{Node.Prefix}:*", StringComparison.Ordinal);
        return $"app {string.Join(' ', rights.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
    }
}
