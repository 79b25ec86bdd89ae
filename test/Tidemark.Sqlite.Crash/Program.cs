using System.Text;
using Tidemark;
using Tidemark.Sqlite;
using Tidemark.Stores;

// A process that the tests start, and kill: appends numbers to the log of shared sessions, under their leases, and writes a line
// "session version number" after each answer of the store.
// Arguments: file, first number, how many numbers, session ids...
var (path, first, count) = (args[0], int.Parse(args[1]), int.Parse(args[2]));
var keys = args.Skip(3).Select(text => SessionId.TryParse(text, out var id) ? StateKey.From("crash", id) : throw new ArgumentException(text)).ToArray();

const int Workers = 8;
var nodeLease = TimeSpan.FromMilliseconds(500);
var lifetime = new Lifetime(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
await using var store = new SqliteStore(new SqliteStoreOptions { Path = path, BusyTimeout = TimeSpan.FromSeconds(20) }, TimeProvider.System);
using var output = Console.OpenStandardOutput();
var next = first - 1;

// Each worker is a node: nodes exclude each other, requests of one node do not.
await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));

async Task WorkAsync()
{
    var (node, random) = (NodeId.New(), new Random());
    for (var number = Interlocked.Increment(ref next); number < first + count;)
    {
        await store.BeatAsync(node, nodeLease, default);
        var session = random.Next(keys.Length);
        AcquireOutcome outcome;
        while ((outcome = await store.AcquireAsync(new AcquireRequest(keys[session], node, StateVersion.None, "crash"), default)) is AcquireOutcome.Held)
            await Task.Delay(1);
        var granted = (AcquireOutcome.Granted)outcome;
        byte[] log = [.. granted.State.Changed[0].Value.Span, .. BitConverter.GetBytes(number)];
        var request = new CommitRequest(
            keys[session], node, granted.Token, granted.State.Version, CommitId.New(), [new WholeValue("log", log)], lifetime, AfterCommit.Release, "crash");

        // A busy machine may let a node's short life pass: then its commit is refused, and it tries again.
        if (await store.CommitAsync(request, default) is not CommitOutcome.Committed committed)
            continue;
        Acknowledge($"{session} {committed.Version.Number} {number}\n");
        number = Interlocked.Increment(ref next);
    }
}

void Acknowledge(string line)
{
    // One write per line: a pipe takes it whole or not at all.
    lock (output)
        output.Write(Encoding.ASCII.GetBytes(line));
}
