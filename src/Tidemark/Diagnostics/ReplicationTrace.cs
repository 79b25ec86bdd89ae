using System.Diagnostics;

namespace Tidemark.Diagnostics;

/// <summary>The spans of replication, from the source named <c>Tidemark</c>. No tag holds an id.</summary>
internal static class ReplicationTrace
{
    /// <summary>A page of changes that is copied.</summary>
    public static Activity? Copy(long epoch, int share, int records) => Start("tidemark.replicate", epoch)
        ?.SetTag("tidemark.share", share).SetTag("tidemark.records", records);

    /// <summary>A change of the primary.</summary>
    public static Activity? SwitchOver(long epoch) => Start("tidemark.switch-over", epoch);

    public static Activity? Promote(long epoch) => Start("tidemark.promote", epoch);

    private static Activity? Start(string name, long epoch) =>
        SessionTrace.Source.StartActivity(name, ActivityKind.Client)?.SetTag("tidemark.epoch", epoch);
}
