using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>Counts what a check finds. Safe for all threads.</summary>
internal sealed class CheckTally(IProgress<long>? progress)
{
    private const int SessionsPerWord = 100;

    private readonly Lock _gate = new();
    private readonly List<ReplicaDifference> _found = [];
    private long _sessions;
    private long _missing;
    private long _extra;
    private long _different;
    private long _versions;
    private long _repaired;

    public void Add(ReplicaDifference? difference)
    {
        long sessions;
        lock (_gate)
        {
            sessions = ++_sessions;
            if (difference is not null)
                Count_NeedsLock(difference);
        }

        if (sessions % SessionsPerWord == 0)
            progress?.Report(sessions);
    }

    public void Repaired(bool isSo)
    {
        if (isSo)
            ReplicationMeter.Repaired();
        lock (_gate)
            _repaired += isSo ? 1 : 0;
    }

    public ReplicaCheckResult Result()
    {
        lock (_gate)
            return new ReplicaCheckResult(_sessions, _missing, _extra, _different, _versions, _repaired, [.. _found]);
    }

    private void Count_NeedsLock(ReplicaDifference difference)
    {
        if (difference.Replica == StateVersion.None)
            _missing++;
        else if (difference.Primary == StateVersion.None)
            _extra++;
        else
            _different++;
        _versions += Math.Max(difference.Primary.Number - difference.Replica.Number, 0);
        if (_found.Count < ReplicaCheck.MostTold)
            _found.Add(difference);
    }
}
