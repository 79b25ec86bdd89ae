using Microsoft.Data.Sqlite;
using Tidemark.Faults.Node;

namespace Tidemark.Faults.Tests.Rig;

/// <summary>Three app servers on one SQLite file. Tests may do to them what they want: the next one finds them healed.</summary>
public sealed class Farm : IAsyncLifetime
{
    public static readonly TimeSpan NodeLease = TimeSpan.FromSeconds(2);

    private const int Busy = 5;

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

    /// <summary>Freezes a server, and not in the middle of a write: that would keep the file from everybody, which is another fault.</summary>
    public void FreezeBetweenWrites(Server server)
    {
        server.Freeze();
        while (IsFileLocked())
        {
            server.Thaw();
            server.Freeze();
        }
    }

    // Waits a second for whoever writes and is not frozen.
    private bool IsFileLocked()
    {
        using var file = new SqliteConnection($"Data Source={File};Pooling=False;Default Timeout=1");
        file.Open();
        using var write = file.CreateCommand();
        write.CommandText = "BEGIN IMMEDIATE; ROLLBACK";
        try
        {
            write.ExecuteNonQuery();
            return false;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == Busy)
        {
            return true;
        }
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
