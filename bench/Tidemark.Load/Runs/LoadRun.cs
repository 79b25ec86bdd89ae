using System.Runtime.InteropServices;

namespace Tidemark.Load.Runs;

/// <summary>The whole bench: starts the servers, measures, and ends them.</summary>
internal static class LoadRun
{
    public static async Task<LoadReport> RunAsync(Timing timing, Selection selection)
    {
        // Told to end, the bench takes its servers along.
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => Environment.Exit(1));
        using var folder = new RunFolder();
        var drivers = new Drivers(folder.Path);
        var onRedis = selection.OnRedis.Count > 0 ? await RedisRun.RunAsync(selection.OnRedis, folder.Path, drivers, timing) : null;
        var ofStores = selection.OfStores.Count > 0 ? await StoresRun.RunAsync(selection.OfStores, folder.Path, drivers, timing) : null;
        return new LoadReport(onRedis, ofStores, timing, drivers.HasWrk);
    }
}
