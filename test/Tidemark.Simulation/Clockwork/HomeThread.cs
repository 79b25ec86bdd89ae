using Tidemark.Leases;
using Tidemark.Simulation.Checkers;

namespace Tidemark.Simulation.Clockwork;

/// <summary>
/// Counts what a run does on any other thread than the one it was begun on. Whatever is asynchronous takes its execution context along, also where
/// it leaves its node's synchronisation context: so the run is in that context, and is told when another thread takes it up.
/// </summary>
internal sealed class HomeThread : IDisposable
{
    private static readonly AsyncLocal<HomeThread?> Current = new(static change => change.CurrentValue?.Enter());

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private int _strays;

    private HomeThread()
    {
    }

    /// <summary>How often another thread went on with something of the run.</summary>
    public int Strays => Volatile.Read(ref _strays);

    /// <summary>From here to its end, all that the caller begins belongs to the run.</summary>
    public static HomeThread Begin() => Current.Value = new HomeThread();

    /// <summary>Has a run on the caller's thread, and all that the core leaves to chance drawn from its seed.</summary>
    public static T Run<T>(Random jitter, Func<HomeThread, T> run)
    {
        var before = SynchronizationContext.Current;
        Jitter.Planted = jitter.Next;
        using var home = Begin();
        try
        {
            return run(home);
        }
        finally
        {
            Jitter.Planted = null;
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>What is to be said if another thread went on with something.</summary>
    public IEnumerable<Finding> FindStrays() =>
        Strays == 0 ? [] : [new Finding(Law.Deterministic, "Something went on in a thread of the pool, and not where its node runs.")];

    public void Dispose() => Current.Value = null;

    private void Enter()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            Interlocked.Increment(ref _strays);
    }
}
