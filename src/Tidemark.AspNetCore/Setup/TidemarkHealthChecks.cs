using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tidemark.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Says by the application's health checks whether sessions can be had.</summary>
public static class TidemarkHealthChecks
{
    /// <summary>
    /// Adds a check that fails while this node cannot serve sessions, because their store is down, refuses, or does not answer. Use it for readiness: an
    /// application that is restarted because its store is down is no better afterwards.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">What the check is called.</param>
    /// <param name="failureStatus">What a failure counts as; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">By which endpoints may choose it.</param>
    public static IHealthChecksBuilder AddTidemark(
        this IHealthChecksBuilder builder, string name = "tidemark", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<SessionHealth>(name, failureStatus, tags ?? []);
    }
}
