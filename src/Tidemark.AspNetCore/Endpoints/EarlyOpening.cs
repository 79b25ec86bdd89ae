using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore;

/// <summary>
/// Which endpoints have their session before the handler runs: those that ask for it where they cannot wait. A handler that has a <see cref="Session"/> as a
/// parameter is about to use it; any other endpoint shows by its first request that it looks at its session without awaiting anything before.
/// </summary>
/// <remarks>Safe for all threads.</remarks>
internal static class EarlyOpening
{
    private static readonly ConditionalWeakTable<Endpoint, StrongBox<bool>> Known = [];

    public static bool IsDue(Endpoint? endpoint) => endpoint is not null && Known.GetValue(endpoint, static of => new StrongBox<bool>(TakesSession(of))).Value;

    /// <summary>A request of the endpoint had to block its thread.</summary>
    /// <returns>Whether that is news.</returns>
    public static bool Remember(Endpoint? endpoint)
    {
        if (endpoint is null || IsDue(endpoint))
            return false;
        Known.GetValue(endpoint, static _ => new StrongBox<bool>()).Value = true;
        return true;
    }

    private static bool TakesSession(Endpoint endpoint) =>
        !EndpointAccess.IsHub(endpoint)
        && endpoint.Metadata.GetMetadata<MethodInfo>() is { } handler
        && handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(Session));
}
