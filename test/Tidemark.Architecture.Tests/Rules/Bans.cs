namespace Tidemark.Architecture.Tests.Rules;

/// <summary>What src does without, and who may do it all the same.</summary>
internal static class Bans
{
    private static readonly Licence[] Licences =
    [
        new("Tidemark.Sqlite", "Tidemark.Sqlite.SignalWatch", "System.Threading.Thread..ctor(",
            "looks into the file every few milliseconds: a timer costs ten times as much and is half as prompt, as measured"),
        new("Tidemark.Sqlite", "Tidemark.Sqlite.SqliteReaders", "System.Threading.SemaphoreSlim.WaitAsync(",
            "hands out connections to a real file, which no simulation drives"),
        new("Tidemark.Sqlite", "Tidemark.Sqlite.SqliteWriter", "System.Threading.Channels.Channel.CreateBounded(",
            "brings verbs to the one writer of a real file, which no simulation drives"),
        new("Tidemark.Testing", "Tidemark.Testing.ListeningNode", "System.Threading.Channels.Channel.CreateUnbounded(",
            "brings the signals of real stores, which come from any thread, to the test that waits for them"),
        new("Tidemark", "Tidemark.Unbound", "System.Threading.Tasks.Task.Run(",
            "waits for the store in what is synchronous, such as Read: on the caller's own scheduler it would wait for itself"),
        new("Tidemark", "Tidemark.Unbound", "System.Threading.Tasks.TaskScheduler.get_Default(", "sees whether the caller has a scheduler of its own"),
        new("Tidemark.Redis", "Tidemark.Redis.Connection.RedisConnection", "System.Threading.Tasks.Task.Run(",
            "connects: the client, and whoever gives a connection, may block, under a lock and without a limit"),
        new("Tidemark", "Tidemark.Leases.CallLimits", "System.Threading.CancellationTokenSource.CancelAfter(",
            "only where the clock is the system's: a limit that is used again saves each call a timer and its objects, and no other clock's timer can be"),
    ];

    private static readonly string[] Timeouts = ["System.TimeSpan", "System.Int32"];

    // Of ConfigureAwaitOptions; ConfigureAwait(true) says the same.
    private const int ContinueOnCapturedContext = 1;

    private static readonly string[] Awaitables =
    [
        "System.Threading.Tasks.Task", "System.Threading.Tasks.Task`1", "System.Threading.Tasks.ValueTask", "System.Threading.Tasks.ValueTask`1",
        "System.Threading.Tasks.TaskAsyncEnumerableExtensions",
    ];

    /// <summary>Time comes only from a TimeProvider, so that tests can drive it.</summary>
    public static IReadOnlyList<Ban> Clock { get; } =
    [
        new("System.DateTime", "get_Now", "get_UtcNow", "get_Today"),
        new("System.DateTimeOffset", "get_Now", "get_UtcNow"),
        new("System.Diagnostics.Stopwatch"),
        new("System.Environment", "get_TickCount", "get_TickCount64"),
        new("System.Threading.Thread", "Sleep"),
        new("System.Threading.Tasks.Task", "Delay", "WaitAsync") { Taking = Timeouts, Unless = "System.TimeProvider" },
        new("System.Threading.Tasks.Task`1", "WaitAsync") { Taking = Timeouts, Unless = "System.TimeProvider" },
        new("System.Threading.PeriodicTimer", ".ctor") { Unless = "System.TimeProvider" },
        new("System.Threading.Timer", ".ctor"),
        new("System.Timers.Timer"),
        new("System.Threading.CancellationTokenSource", ".ctor") { Taking = Timeouts, Unless = "System.TimeProvider" },
        new("System.Threading.CancellationTokenSource", "CancelAfter"),
        new("System.Threading.SemaphoreSlim", "Wait", "WaitAsync") { Taking = Timeouts },
    ];

    /// <summary>Work of its own makes an order that no test can drive.</summary>
    public static IReadOnlyList<Ban> OwnThreads { get; } =
    [
        new("System.Threading.Tasks.Task", "Run"),
        new("System.Threading.Tasks.TaskFactory", "StartNew"),
        new("System.Threading.Tasks.TaskFactory`1", "StartNew"),
        new("System.Threading.Thread", ".ctor"),
        new("System.Threading.ThreadPool", "QueueUserWorkItem", "UnsafeQueueUserWorkItem"),
    ];

    /// <summary>
    /// What leaves the context that a caller awaits in goes on in the thread pool, where no simulation sees it: its order is not that of the seed
    /// any more. ASP.NET Core has no such context, so that nothing is gained by leaving it.
    /// </summary>
    public static IReadOnlyList<Ban> Hops { get; } =
    [
        .. Awaitables.Select(type => new Ban(type, "ConfigureAwait") { UnlessBits = ContinueOnCapturedContext }),
        new("System.Threading.Tasks.Task", "ContinueWith"),
        new("System.Threading.Tasks.Task`1", "ContinueWith"),
        new("System.Threading.CancellationTokenSource", "CancelAsync"),
        new("System.Threading.SemaphoreSlim", "WaitAsync"),
        new("System.Threading.ThreadPool"),
        new("System.Threading.Tasks.Parallel"),
        new("System.Threading.Tasks.TaskScheduler", "get_Default"),
        new("System.Threading.Channels.Channel"),
    ];

    /// <summary>A thread that waits for a task is lost to everybody else. To take the result of a complete task is no wait.</summary>
    public static IReadOnlyList<Ban> Blocking { get; } =
    [
        new("System.Threading.Tasks.Task", "Wait", "WaitAll", "WaitAny"),
        new("System.Threading.Tasks.Task`1", "get_Result") { Beside = "get_IsCompletedSuccessfully" },
        new("System.Threading.Tasks.ValueTask`1", "get_Result") { Beside = "get_IsCompletedSuccessfully" },
        new("System.Threading.SemaphoreSlim", "Wait"),
        new("System.Threading.ManualResetEventSlim", "Wait"),
        new("System.Threading.WaitHandle", "WaitOne", "WaitAll", "WaitAny"),
    ];

    /// <summary>Ids and tokens come from RandomNumberGenerator alone.</summary>
    public static IReadOnlyList<Ban> Guessable { get; } =
    [
        new("System.Random"),
        new("System.Guid", "NewGuid", "CreateVersion7"),
    ];

    /// <summary>Each says why; one that is no longer used must go.</summary>
    public static IReadOnlyList<Licence> LicencesOf(string project) => [.. Licences.Where(licence => licence.Project == project)];

    /// <summary>The conformance kit loads stores from many threads, by seeds that it prints; but it does not wait by the wall clock.</summary>
    public static IReadOnlyList<Ban> For(string project) =>
        project == "Tidemark.Testing" ? [.. Clock, .. Hops, .. Blocking] : [.. Clock, .. OwnThreads, .. Hops, .. Blocking, .. Guessable];
}
