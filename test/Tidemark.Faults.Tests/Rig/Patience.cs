using System.Diagnostics;

namespace Tidemark.Faults.Tests.Rig;

/// <summary>Waits that end. What hangs fails with a sentence.</summary>
internal static class Patience
{
    /// <summary>Far beyond what anything here may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Waits for a task.</summary>
    public static async Task<T> EndsAsync<T>(this Task<T> task, string what, TimeSpan? within = null)
    {
        try
        {
            return await task.WaitAsync(within ?? Longest, Stop);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"It hangs: {what} took longer than {within ?? Longest}.");
        }
    }

    /// <summary>Asks again and again until it is so.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan? within = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(began) > (within ?? Longest))
                throw new TimeoutException($"Within {within ?? Longest} this did not come true: {what}.");
            await Task.Delay(10, Stop);
        }
    }
}
