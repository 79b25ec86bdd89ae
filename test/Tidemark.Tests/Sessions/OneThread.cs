using System.Collections.Concurrent;
using Tidemark.Testing;

namespace Tidemark.Tests.Sessions;

/// <summary>
/// Runs everything that awaits on the caller's thread, and lets the clock move only when nothing else can go on: test time never runs
/// ahead of a thread that the machine has put aside.
/// </summary>
internal sealed class OneThread : SynchronizationContext
{
    private const int MostSteps = 300_000;

    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _ready = new();

    /// <summary>Runs a test. Its clock moves by <paramref name="step"/> at a time; a millisecond if that is not given.</summary>
    public static void Run(ManualTimeProvider time, Func<Task> body, TimeSpan? step = null)
    {
        var before = Current;
        var thread = new OneThread();
        SetSynchronizationContext(thread);
        try
        {
            thread.RunToEnd(time, body(), step ?? TimeSpan.FromMilliseconds(1));
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    private void RunToEnd(ManualTimeProvider time, Task body, TimeSpan span)
    {
        for (var step = 0; !body.IsCompleted; step++)
        {
            while (_ready.TryDequeue(out var ready))
                ready.Callback(ready.State);
            if (body.IsCompleted)
                break;
            Assert.True(step < MostSteps, $"It did not end within {MostSteps * span} of test time.");
            time.Advance(span);
        }

        body.GetAwaiter().GetResult();
    }
}
