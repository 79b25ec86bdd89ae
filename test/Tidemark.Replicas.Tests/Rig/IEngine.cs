using Shop.Nodes;
using Tidemark.Stores;

namespace Tidemark.Replicas.Tests.Rig;

/// <summary>A server that keeps sessions, and what can be done to its processes. It loses nothing that it has acknowledged.</summary>
internal interface IEngine : IAsyncDisposable
{
    int Port { get; }

    /// <summary>As the tool names it.</summary>
    string AddressAt(int port);

    /// <summary>As the shop names it.</summary>
    SharedStore StoreAt(int port);

    /// <summary>As its stand-by.</summary>
    SharedStore StandbyAt(int port);

    /// <summary>Opens the store for a look at it, past all cables.</summary>
    IPrimaryStore Open();

    /// <summary>kill -9, and waits until all its processes are gone.</summary>
    Task KillAsync();

    Task StartAgainAsync();

    /// <summary>Stops all its processes; its connections stay.</summary>
    void Freeze();

    void Thaw();
}
