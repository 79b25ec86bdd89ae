using Microsoft.Extensions.DependencyInjection.Extensions;
using Tidemark.Faults.Node;
using Tidemark.Sqlite;
using Tidemark.Stores;
using Tidemark.Testing;

// An app server that the fault tests start, stop, freeze and kill. It writes "ready" and its address, and ends on SIGTERM, or when the
// process that started it is gone.
var seat = Seat.Parse(args[0]);
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
    .AddSimpleConsole(line => line.SingleLine = true)
    .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

var clock = new NodeClock(seat.ClockOffset);
builder.Services.AddSingleton<Insiders>().AddSingleton(new Counters()).AddSingleton(clock).AddSingleton<TimeProvider>(clock);
builder.Services.AddHealthChecks().AddTidemark();
builder.Services.AddTidemark(options =>
{
    options.Application = Seat.Application;
    (options.NodeLease, options.LockWaitTimeout, options.StoreTimeout) = (seat.NodeLease, seat.LockWait, seat.StoreTimeout);
});

// The clock of a SQLite store is that of the machine: there is one, however wrong the servers' own are.
builder.Services
    .AddSingleton(new SqliteStoreOptions { Path = seat.File, BusyTimeout = seat.BusyTimeout })
    .AddSingleton(services => new SqliteStore(services.GetRequiredService<SqliteStoreOptions>(), TimeProvider.System))
    .AddSingleton(services => new RiggedStore(services.GetRequiredService<SqliteStore>()))
    .AddSingleton(services => new FaultyStore(services.GetRequiredService<RiggedStore>(), TimeProvider.System))
    .RemoveAll<IPrimaryStore>()
    .AddSingleton<IPrimaryStore>(services => services.GetRequiredService<FaultyStore>());

await using var app = builder.Build();
app.UseRouting();
app.UseTidemark();
Visits.Map(app);
Controls.Map(app);
await app.StartAsync();
Console.WriteLine("ready " + app.Urls.Single());

// A thread of its own: reading the console blocks, whatever it is called.
new Thread(() =>
{
    Console.In.ReadToEnd();
    app.Lifetime.StopApplication();
}) { IsBackground = true }.Start();
await app.WaitForShutdownAsync();
