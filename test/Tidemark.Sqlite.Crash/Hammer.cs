using System.Text;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Crash;

/// <summary>
/// Appends numbers to the log of shared sessions, under their leases, and writes a line "session version number" after each answer of the store.
/// </summary>
internal sealed class Hammer(SqliteStore store, int first, int count, StateKey[] keys)
{
    private const int Workers = 4;

    private static readonly TimeSpan NodeLease = TimeSpan.FromMilliseconds(500);
    private static readonly Lifetime Usual = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    private readonly Stream _output = Console.OpenStandardOutput();
    private int _next = first - 1;

    // Each worker is a node: nodes exclude each other, requests of one node do not.
    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));

    private async Task WorkAsync()
    {
        var (node, random) = (NodeId.New(), new Random());
        await using var waiter = await WaitingNode.StartAsync(store, node);
        for (var number = Interlocked.Increment(ref _next); number < first + count;)
        {
            var session = random.Next(keys.Length);
            await store.BeatAsync(node, NodeLease, default);
            var granted = await waiter.AcquireAsync(keys[session]);
            byte[] log = [.. granted.State.Changed[0].Base!.Bytes.Span, .. BitConverter.GetBytes(number)];
            var request = new CommitRequest(
                keys[session], node, granted.Token, granted.State.Version, CommitId.New(), [new WholeValue("log", log)], Usual,
                AfterCommit.Release, "crash");

            // A busy machine may let a node's short life pass: then its commit is refused, and it tries again.
            if (await store.CommitAsync(request, default) is not CommitOutcome.Committed committed)
                continue;
            Acknowledge($"{session} {committed.Version.Number} {number}\n");
            number = Interlocked.Increment(ref _next);
        }
    }

    private void Acknowledge(string line)
    {
        // One write per line: a pipe takes it whole or not at all.
        lock (_output)
            _output.Write(Encoding.ASCII.GetBytes(line));
    }
}
