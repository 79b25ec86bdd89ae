using System.Diagnostics;

namespace Tidemark.Diagnostics;

/// <summary>The spans of a request's store trips, from a source named <c>Tidemark</c>. No tag holds an id.</summary>
internal static class SessionTrace
{
    internal static readonly ActivitySource Source = new(SessionMeter.Name);

    public static Activity? Acquire(string purpose) => Start("tidemark.acquire", purpose);

    public static Activity? Commit(string purpose, int attributes) =>
        Start("tidemark.commit", purpose)?.SetTag("tidemark.attributes", attributes);

    public static void Fail(this Activity? span, string why) => span?.SetStatus(ActivityStatusCode.Error, why);

    private static Activity? Start(string name, string purpose) =>
        Source.StartActivity(name, ActivityKind.Client)?.SetTag("tidemark.purpose", purpose);
}
