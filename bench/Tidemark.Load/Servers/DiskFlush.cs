using System.Diagnostics;

namespace Tidemark.Load.Servers;

/// <summary>How long the disk takes to have a small write for good: what a commit that survives a power cut waits for.</summary>
internal static class DiskFlush
{
    private const int Times = 201;

    public static TimeSpan Measure(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "flush"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[8192];
        var times = new TimeSpan[Times];
        for (var number = 0; number < Times; number++)
        {
            file.Write(page);
            var began = Stopwatch.GetTimestamp();
            file.Flush(flushToDisk: true);
            times[number] = Stopwatch.GetElapsedTime(began);
        }

        Array.Sort(times);
        return times[Times / 2];
    }
}
