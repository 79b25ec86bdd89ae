using Tidemark.Faults.Node;

namespace Tidemark.Faults.Tests.Rig;

/// <summary>Three app servers on one SQLite file. Tests may do to them what they want: the next one finds them healed.</summary>
public sealed class Farm : IAsyncLifetime
{
    public static readonly TimeSpan NodeLease = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tidemark-faults-");
    private readonly Server?[] _servers = new Server?[3];

    public string File => Path.Combine(_folder.FullName, "sessions.db");

    public Server A => _servers[0]!;

    public Server B => _servers[1]!;

    public Server C => _servers[2]!;

    public IReadOnlyList<Server> All => [A, B, C];

    public Server Any(int number) => _servers[number % _servers.Length]!;

    public async ValueTask InitializeAsync() => await HealAsync();

    /// <summary>All servers live and do what they should.</summary>
    public async Task HealAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, _servers.Length).Select(async number =>
        {
            if (_servers[number] is { IsAlive: true } server)
                await ResetAsync(server);
            else
                await RestartAsync(number);
        }));
    }

    /// <summary>A new process in the place of one that has ended.</summary>
    public async Task<Server> RestartAsync(int number, TimeSpan clockOffset = default)
    {
        if (_servers[number] is { } old)
            await old.DisposeAsync();
        return _servers[number] = await Server.StartAsync(new Seat(File) { NodeLease = NodeLease, ClockOffset = clockOffset });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            if (server is not null)
                await server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static async Task ResetAsync(Server server)
    {
        server.Thaw();
        await Wire.ControlAsync(server, "store?down=false");
        await Wire.ControlAsync(server, "signals?lost=false");
        await Wire.ControlAsync(server, "clock?still=false");
        await Wire.WhenWellAsync(server);
    }
}
