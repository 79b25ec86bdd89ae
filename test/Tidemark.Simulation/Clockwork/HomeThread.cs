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

    public void Dispose() => Current.Value = null;

    private void Enter()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            Interlocked.Increment(ref _strays);
    }
}
