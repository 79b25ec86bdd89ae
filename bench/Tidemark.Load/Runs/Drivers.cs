using Tidemark.Load.Driving;

namespace Tidemark.Load.Runs;

/// <summary>Who sends the requests.</summary>
internal sealed class Drivers(string folder)
{
    private readonly SocketDriver _own = new();
    private readonly WrkDriver? _wrk = WrkDriver.IsInstalled() ? new WrkDriver(folder) : null;

    public bool HasWrk => _wrk is not null;

    /// <summary>Only the bench's own driver sends the requests of a session to two processes strictly in turn.</summary>
    public ILoadDriver For(Routing routing) => routing == Routing.Sticky && _wrk is not null ? _wrk : _own;
}
