using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;

namespace Tidemark.Replication;

/// <summary>What keeps a replicator from going on, said when it begins and when it ends. Safe for all threads.</summary>
internal sealed class ReplicationTrouble(ILogger log)
{
    private volatile string? _message;

    /// <summary>What; null for nothing.</summary>
    public string? Message => _message;

    public void Set(Exception cause)
    {
        if (Interlocked.Exchange(ref _message, cause.Message) is null)
            log.ReplicationWaits(cause);
    }

    public void Clear()
    {
        if (_message is not null && Interlocked.Exchange(ref _message, null) is not null)
            log.ReplicationGoesOn();
    }
}
