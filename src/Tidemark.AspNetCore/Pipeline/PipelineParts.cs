using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tidemark.AspNetCore;

/// <summary>What every request's road needs; one for the application.</summary>
internal sealed class PipelineParts(
    SessionManager sessions,
    SessionCookie cookie,
    IOptions<TidemarkOptions> core,
    IOptions<TidemarkHttpOptions> http,
    PipelineCounters counters,
    ILogger<TidemarkMiddleware> log)
{
    public SessionManager Sessions { get; } = sessions;

    public SessionCookie Cookie { get; } = cookie;

    public TidemarkOptions Core { get; } = core.Value;

    public TidemarkHttpOptions Http { get; } = http.Value;

    public PipelineCounters Counters { get; } = counters;

    public ILogger Log { get; } = log;

    public bool IsStrict => Core.OnFailure == FailureRegime.Strict;
}
