using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tidemark.AspNetCore;

/// <summary>Whether this node can serve sessions. Asks the store only if it has not answered lately.</summary>
internal sealed class SessionHealth(SessionManager sessions) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await sessions.FindTroubleAsync(cancellationToken) is { } trouble
            ? new HealthCheckResult(context.Registration.FailureStatus, trouble.Message, trouble)
            : HealthCheckResult.Healthy("The session store answers.");
}
