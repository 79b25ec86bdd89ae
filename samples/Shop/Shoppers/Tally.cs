using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Shop.Shoppers;

/// <summary>What all shoppers together counted. Safe for all of them at once.</summary>
internal sealed class Tally(int nodes)
{
    private readonly long[] _perNode = new long[nodes];
    private readonly Lock _lock = new(); // guards _latencies and _answers
    private readonly List<double> _latencies = [];
    private readonly List<(long Began, long Ended)> _answers = [];
    private long _unavailable;
    private long _unanswered;
    private long _sessions;
    private long _changes;
    private long _parallel;
    private long _crashes;
    private long _pages;
    private long _facts;
    private long _signOuts;

    public long Requests => _perNode.Sum();

    public IReadOnlyList<long> PerNode => _perNode;

    public long Unavailable => _unavailable;

    public long NoAnswer => _unanswered;

    public long Sessions => _sessions;

    public long Changes => _changes;

    public long ParallelChanges => _parallel;

    public long Crashes => _crashes;

    public long Pages => _pages;

    public long Facts => _facts;

    /// <summary>How many of the lost updates were of a shopper who had signed in, and was not any more.</summary>
    public long SignOuts => _signOuts;

    /// <summary>Pages that showed other than their shopper's own, complete state: an update was lost, or was not the shopper's.</summary>
    public ConcurrentQueue<Finding> LostUpdates { get; } = [];

    public ConcurrentQueue<Finding> Errors { get; } = [];

    public void Answered(int node, HttpStatusCode status, long began)
    {
        var ended = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _perNode[node]);
        if (status == HttpStatusCode.ServiceUnavailable)
            Interlocked.Increment(ref _unavailable);
        lock (_lock)
        {
            _latencies.Add(Stopwatch.GetElapsedTime(began, ended).TotalMilliseconds);
            _answers.Add((began, ended));
        }
    }

    public void NotAnswered() => Interlocked.Increment(ref _unanswered);

    public void BeganSession() => Interlocked.Increment(ref _sessions);

    public void Changed() => Interlocked.Increment(ref _changes);

    public void ChangedInParallel() => Interlocked.Increment(ref _parallel);

    public void Crashed() => Interlocked.Increment(ref _crashes);

    public void SignedOut() => Interlocked.Increment(ref _signOuts);

    public void Verified(int facts)
    {
        Interlocked.Increment(ref _pages);
        Interlocked.Add(ref _facts, facts);
    }

    /// <summary>The latency, in milliseconds, that the given share of requests did not exceed.</summary>
    public double Latency(double share)
    {
        lock (_lock)
        {
            if (_latencies.Count == 0)
                return 0;
            _latencies.Sort();
            return _latencies[(int)Math.Min(_latencies.Count - 1, share * _latencies.Count)];
        }
    }

    /// <summary>How long the request took that took the longest of those under way between two timestamps.</summary>
    public TimeSpan LongestBetween(long from, long until)
    {
        lock (_lock)
        {
            return _answers.Where(answer => answer.Began <= until && answer.Ended >= from)
                .Select(answer => Stopwatch.GetElapsedTime(answer.Began, answer.Ended)).DefaultIfEmpty().Max();
        }
    }
}
