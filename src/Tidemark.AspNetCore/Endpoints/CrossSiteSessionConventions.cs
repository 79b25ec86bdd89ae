using Tidemark;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says where requests of other sites begin sessions.</summary>
public static class CrossSiteSessionConventions
{
    /// <summary>
    /// Says that an endpoint, or each one of a group, begins a session even for a request of another site whose browser withheld the session's cookie:
    /// see <see cref="CrossSiteSessionAttribute"/>.
    /// </summary>
    public static TBuilder WithCrossSiteSession<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(new CrossSiteSessionAttribute());
    }
}
