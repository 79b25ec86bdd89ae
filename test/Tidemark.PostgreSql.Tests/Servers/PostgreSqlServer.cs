using Npgsql;

namespace Tidemark.PostgreSql.Tests.Servers;

/// <summary>
/// A PostgreSQL cluster of its own, in a folder for temporary files, on a free port of this machine. It is ended by its own process id, and never outlives the
/// tests.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly HashSet<PostgreSqlServer> Running = [];

    private readonly string _folder;

    static PostgreSqlServer() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    private PostgreSqlServer(string folder, int port) => (_folder, Port) = (folder, port);

    public int Port { get; }

    /// <summary>As its superuser, who has no password: it listens on 127.0.0.1 only.</summary>
    public string ConnectionString => ConnectionStringOf("tidemark");

    public string ConnectionStringOf(string user) => $"Host=127.0.0.1;Port={Port};Username={user};Database=postgres;Timeout=5;Include Error Detail=true";

    private string Data => Path.Combine(_folder, "data");

    private int First => int.Parse(File.ReadLines(LockFile).First());

    private string LockFile => Path.Combine(Data, "postmaster.pid");

    public static async Task<PostgreSqlServer> StartAsync()
    {
        var server = new PostgreSqlServer(Directory.CreateTempSubdirectory("tidemark-postgresql-").FullName, FreePort.Next());
        Directory.CreateDirectory(server.Data);
        await PostgreSqlProgram.GiveAsync(server._folder);
        await PostgreSqlProgram.RunAsync(
            "initdb", "-D", server.Data, "-U", "tidemark", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions");
        await File.AppendAllTextAsync(Path.Combine(server.Data, "postgresql.conf"), $"""

            port = {server.Port}
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            fsync = off
            max_connections = 100
            shared_preload_libraries = 'pg_stat_statements'
            """);
        lock (Running)
            Running.Add(server);
        await server.StartAgainAsync();
        await server.RunAsync("CREATE EXTENSION pg_stat_statements");
        return server;
    }

    /// <summary>Starts it, with the data it has.</summary>
    public Task StartAgainAsync() => PostgreSqlProgram.RunAsync("pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(_folder, "log"), "start");

    /// <summary>Stops it. Connections are ended at once.</summary>
    public Task StopAsync() => PostgreSqlProgram.RunAsync("pg_ctl", "-D", Data, "-w", "-t", "60", "-m", "fast", "stop");

    /// <summary>Kills all its processes (SIGKILL), and waits until they are gone.</summary>
    public async Task KillAsync()
    {
        var all = KillAll();

        // What nobody has waited for yet has no command line any more.
        await Patience.UntilAsync("its processes are gone", () => Task.FromResult(all.All(IsGone)));
        File.Delete(LockFile);
    }

    /// <summary>Stops all its processes (SIGSTOP); its connections stay.</summary>
    public void Freeze()
    {
        // The first one first: what is stopped begins no other.
        ProcessSignal.Send(First, ProcessSignal.Stop);
        foreach (var process in Children(First))
            Send(process, ProcessSignal.Stop);
    }

    /// <summary>All goes on.</summary>
    public void Thaw()
    {
        foreach (var process in Children(First))
            Send(process, ProcessSignal.Continue);
        ProcessSignal.Send(First, ProcessSignal.Continue);
    }

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task<object?> RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        bool isRunning;
        lock (Running)
            isRunning = Running.Remove(this);
        if (!isRunning)
            return;
        if (File.Exists(LockFile))
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private int[] KillAll()
    {
        int[] all = [First, .. Children(First)];
        foreach (var process in all)
            Send(process, ProcessSignal.Kill);
        return all;
    }

    private static IEnumerable<int> Children(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

    // Some end as soon as the first is gone.
    private static void Send(int process, int signal)
    {
        try
        {
            ProcessSignal.Send(process, signal);
        }
        catch (InvalidOperationException) when (IsGone(process))
        {
        }
    }

    private static bool IsGone(int process)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{process}/cmdline").Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static void EndAll()
    {
        lock (Running)
        {
            foreach (var server in Running)
            {
                try
                {
                    if (File.Exists(server.LockFile))
                        server.KillAll();
                    Directory.Delete(server._folder, recursive: true);
                }
                catch (IOException)
                {
                    // One that is not quite gone yet has left a file behind.
                }
            }
        }
    }
}
