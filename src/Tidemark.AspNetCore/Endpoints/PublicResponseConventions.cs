using Tidemark;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says whom the responses of endpoints are for.</summary>
public static class PublicResponseConventions
{
    /// <summary>
    /// Says that caches may store the responses of an endpoint, or of each one of a group, although they use the session:
    /// see <see cref="PublicResponseAttribute"/>.
    /// </summary>
    public static TBuilder WithPublicResponse<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(new PublicResponseAttribute());
    }
}
