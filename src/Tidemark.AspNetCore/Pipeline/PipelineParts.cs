using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tidemark.Diagnostics;

namespace Tidemark.AspNetCore;

/// <summary>What every request's road needs; one for the application.</summary>
internal sealed class PipelineParts(
    SessionManager sessions,
    SessionCookie cookie,
    IOptions<TidemarkOptions> core,
    IOptions<TidemarkHttpOptions> http,
    PipelineCounters counters,
    TimeProvider time,
    ILogger<TidemarkMiddleware> log)
{
    public SessionManager Sessions { get; } = sessions;

    public SessionCookie Cookie { get; } = cookie;

    public TidemarkOptions Core { get; } = core.Value;

    public TidemarkHttpOptions Http { get; } = http.Value;

    public PipelineCounters Counters { get; } = counters;

    public ILogger Log { get; } = log;

    public RepeatedStacks Stacks { get; } = new(time);

    public bool IsStrict => Core.OnFailure == FailureRegime.Strict;
}
