using Microsoft.Extensions.Logging.Abstractions;
using Tidemark.Faults.Node;
using Tidemark.Graph;
using Tidemark.Sqlite;

namespace Tidemark.Faults.Tests.Rig;

/// <summary>A node inside the test's own process, on the farm's file: it sees exceptions where a client sees a status.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private readonly SqliteStore _store;

    public Bystander(Farm farm, TimeSpan lockWait)
    {
        _store = new SqliteStore(new SqliteStoreOptions { Path = farm.File }, TimeProvider.System);
        var options = new TidemarkOptions { Application = Seat.Application, NodeLease = Farm.NodeLease, LockWaitTimeout = lockWait };
        Sessions = new SessionManager(_store, new GraphSerializer(options.Graph), options, TimeProvider.System, NullLogger<SessionManager>.Instance);
    }

    public SessionManager Sessions { get; }

    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        await _store.DisposeAsync();
    }
}
