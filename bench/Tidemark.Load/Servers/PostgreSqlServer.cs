using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tidemark.Load.Servers;

/// <summary>
/// A PostgreSQL cluster of the bench's own: on a free port, in a folder of its own, as Debian configures it. It flushes each commit to the disk.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidemark-load-postgresql-").FullName;
    private readonly int _port = FreePort();

    private PostgreSqlServer()
    {
    }

    /// <summary>As its superuser, who has no password: it listens to this machine only.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=bench;Database=postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <exception cref="InvalidOperationException">There is no PostgreSQL, or it does not come up.</exception>
    public static PostgreSqlServer Start()
    {
        var server = new PostgreSqlServer();
        try
        {
            server.Make();
            PostgreSqlProgram.Run("pg_ctl", "-D", server.Data, "-w", "-s", "-l", Path.Combine(server._folder, "log"), "start");
            // For when the bench ends before it is done.
            AppDomain.CurrentDomain.ProcessExit += server.OnExit;
            return server;
        }
        catch
        {
            server.End();
            throw;
        }
    }

    public async Task<string> VersionAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand("SELECT split_part(current_setting('server_version'), ' ', 1)");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        End();
        return ValueTask.CompletedTask;
    }

    private void Make()
    {
        Directory.CreateDirectory(Data);
        PostgreSqlProgram.Give(_folder);
        PostgreSqlProgram.Run("initdb", "-D", Data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-instructions");
        // As many connections as the pools of all apps may come to.
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"""

            port = {_port}
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 300
            fsync = on
            synchronous_commit = on
            """);
    }

    private void OnExit(object? sender, EventArgs arguments) => End();

    // It reads the process id from the cluster, and ends that process.
    private void End()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            PostgreSqlProgram.Run("pg_ctl", "-D", Data, "-w", "-s", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
