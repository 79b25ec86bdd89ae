using Tidemark.Replication;
using Tidemark.Simulation.Clockwork;
using Tidemark.Simulation.Runs;

namespace Tidemark.Simulation.Replicas;

/// <summary>All processes that copy from one store to the other, and those that did.</summary>
internal sealed class CopyCrew(ReplicaProfile profile, Trace trace, Func<int, (NodeContext Context, SimulatedTime Time, ProcessStores Stores)> begin)
{
    private const int FirstNumber = 101;

    private readonly Random _random = Draws.For(profile.Run.Seed, 23);
    private readonly List<CopyProcess> _processes = [];

    public IReadOnlyList<CopyProcess> Processes => _processes;

    public IEnumerable<CopyProcess> Alive => _processes.Where(process => !process.Context.IsDead);

    public void Start()
    {
        var (context, time, stores) = begin(FirstNumber + _processes.Count);
        var options = new ReplicationOptions
        {
            Parallelism = 1 + _random.Next(5),
            PageSize = 1 + _random.Next(6),
            PollInterval = TimeSpan.FromMilliseconds(20 + _random.Next(100)),
            MemoryBytes = _random.Next(3) == 0 ? 0 : 20_000,
            TakeOver = TimeSpan.FromSeconds(2),
        };
        options.Rules.Comparison = _random.Next(2) == 0 ? ReplicaComparison.Binary : ReplicaComparison.ObjectGraph;
        trace.Add("copy", context.Number);
        var process = new CopyProcess(context, time, stores, options, trace);
        _processes.Add(process);
        process.Start();
    }
}
