using System.CommandLine;
using System.CommandLine.Parsing;
using Shop.Nodes;
using Shop.Shoppers;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Shop.Commands;

internal static class CommandLine
{
    private const int Failed = 1;
    private const int BadArguments = 2;
    private const int Interrupted = 130;

    private static readonly Option<int> Shoppers = new("--shoppers")
    {
        Description = "How many shop at once",
        DefaultValueFactory = _ => 12,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "For how long they shop",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "What the shoppers' choices grow from (default: another one each time)",
        DefaultValueFactory = _ => Random.Shared.Next(1_000_000),
    };

    private static readonly Option<bool> Sticky = new("--sticky") { Description = "Each shopper stays at one app server" };

    private static readonly Option<bool> RoundRobin = new("--round-robin")
    {
        Description = "Each request of a shopper goes to the next app server, one after the other "
            + "(default: neither; each goes to another server, drawn at random, and sometimes several at once)",
    };

    private static readonly Option<bool> Serve = new("--serve") { Description = "Send no shoppers; keep the shop open for a browser" };
    private static readonly Option<bool> Keep = new("--keep") { Description = "Keep the data folder" };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Also write the report to this file" };
    private static readonly Option<string?> Redis = new(SharedStore.RedisOption)
    {
        Description = "Keep the sessions in the Redis at this host:port (several of a cluster with commas between), instead of a SQLite file",
    };

    private static readonly Option<string?> PostgreSql = new(SharedStore.PostgreSqlOption)
    {
        Description = "Keep the sessions in the PostgreSQL database of this connection string, such as \"Host=localhost;Username=shop;Database=shop\"",
    };

    private static readonly Option<string?> RedisStandby = new(SharedStore.RedisStandbyOption)
    {
        Description = "Keep a stand-by of the sessions in the Redis at this host:port",
    };

    private static readonly Option<string?> PostgreSqlStandby = new(SharedStore.PostgreSqlStandbyOption)
    {
        Description = "Keep a stand-by of the sessions in the PostgreSQL database of this connection string",
    };

    private static readonly Option<bool> Switches = new("--switch-over")
    {
        Description = "In the middle of the rush, make the stand-by the primary; the shoppers notice nothing but a wait",
    };

    private static readonly Option<int> Number = new("--number") { Required = true };
    private static readonly Option<string> Data = new("--data") { Required = true };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Build().Parse(arguments);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine(error.Message);
        Console.Error.WriteLine("Try `dotnet run --project samples/Shop -- --help`.");
        return BadArguments;
    }

    private static RootCommand Build()
    {
        Shoppers.Validators.Add(option => Between(option, 1, 500));
        Seconds.Validators.Add(option => Between(option, 1, 86_400));
        Json.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<FileInfo?>() is { Directory.Exists: false } file)
                option.AddError($"--json: there is no folder “{file.DirectoryName}”.");
        });
        var node = new Command("serve-node", "Is one app server; the shop starts these itself") 
        {
            Number, Data, Redis, PostgreSql, RedisStandby, PostgreSqlStandby,
        };
        node.Hidden = true;
        node.SetAction((parsed, _) => NodeProgram.RunAsync(new NodeSeat(
            parsed.GetValue(Number), parsed.GetValue(Data)!, StoreOf(parsed), StandbyOf(parsed))));

        var root = new RootCommand("A web shop on three app servers that share their sessions, and the shoppers who check that it holds.")
        {
            Shoppers, Seconds, Seed, Sticky, RoundRobin, Serve, Keep, Json, Redis, PostgreSql, RedisStandby, PostgreSqlStandby, Switches, node,
        };
        root.Validators.Add(command =>
        {
            if (command.GetValue(Sticky) && command.GetValue(RoundRobin))
                command.AddError("--sticky and --round-robin contradict each other: give one of them, or none.");
            if (command.GetValue(Redis) is not null && command.GetValue(PostgreSql) is not null)
                command.AddError("--redis and --postgres contradict each other: give one of them, or none.");
            if (command.GetValue(RedisStandby) is not null && command.GetValue(PostgreSqlStandby) is not null)
                command.AddError("--standby-redis and --standby-postgres contradict each other: give one of them, or none.");
            if (command.GetValue(Switches) && (command.GetValue(RedisStandby) ?? command.GetValue(PostgreSqlStandby)) is null)
                command.AddError("--switch-over needs a stand-by to switch to: give --standby-redis or --standby-postgres.");
            if (command.GetValue(Switches) && command.GetValue(Sticky))
                command.AddError("--switch-over and --sticky contradict each other: no lease stays where it is when the store changes.");
        });
        root.SetAction(ChooseAsync);
        return root;
    }

    private static async Task<int> ChooseAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var store in new[] { StoreOf(parsed), StandbyOf(parsed) }.OfType<SharedStore>())
                await (store.IsRedis ? RedisReach.EnsureAsync(store, cancellationToken) : PostgreSqlReach.EnsureAsync(store, cancellationToken));
            return parsed.GetValue(Serve)
                ? await OpenShop.RunAsync(parsed.GetValue(Keep), StoreOf(parsed), StandbyOf(parsed), cancellationToken)
                : await RushHour.RunAsync(OptionsOf(parsed), cancellationToken);
        }
        catch (Exception fault) when (fault is NodeStartException or TimeoutException or StoreException or ReplicaRefusedException)
        {
            Console.Error.WriteLine(fault.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopped before the end.");
            return Interrupted;
        }
    }

    private static ShopOptions OptionsOf(ParseResult parsed) => new(
        parsed.GetValue(Shoppers), parsed.GetValue(Seconds), parsed.GetValue(Seed), ServersOf(parsed),
        parsed.GetValue(Keep), parsed.GetValue(Json), StoreOf(parsed))
    {
        Standby = StandbyOf(parsed), SwitchesOver = parsed.GetValue(Switches),
    };

    private static SharedStore? StoreOf(ParseResult parsed) => SharedStore.Of(parsed.GetValue(Redis), parsed.GetValue(PostgreSql));

    private static SharedStore? StandbyOf(ParseResult parsed) => SharedStore.StandbyOf(parsed.GetValue(RedisStandby), parsed.GetValue(PostgreSqlStandby));

    private static ServerChoice ServersOf(ParseResult parsed) =>
        parsed.GetValue(Sticky) ? ServerChoice.Sticky
        : parsed.GetValue(RoundRobin) ? ServerChoice.RoundRobin
        : ServerChoice.Mixed;

    private static void Between(OptionResult option, int least, int most)
    {
        if (option.Tokens.Count > 0 && (!int.TryParse(option.Tokens[0].Value, out var value) || value < least || value > most))
            option.AddError($"{option.Option.Name} must be a whole number from {least:N0} to {most:N0}, not “{option.Tokens[0].Value}”.");
    }
}
