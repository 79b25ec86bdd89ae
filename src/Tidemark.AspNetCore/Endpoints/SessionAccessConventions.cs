using Tidemark;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says what endpoints do with the session.</summary>
public static class SessionAccessConventions
{
    /// <summary>
    /// Says what an endpoint, or each one of a group, does with the session. On an endpoint it overrides the group's.
    /// </summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="access">What it does. Where nothing is said, <see cref="TidemarkHttpOptions.DefaultAccess"/> counts.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="access"/> is not defined.</exception>
    public static TBuilder WithSessionAccess<TBuilder>(this TBuilder builder, SessionAccess access)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(new SessionAccessAttribute(access));
    }
}
