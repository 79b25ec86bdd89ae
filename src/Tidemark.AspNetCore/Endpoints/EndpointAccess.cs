using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;

namespace Tidemark.AspNetCore;

/// <summary>What an endpoint's metadata says about the session.</summary>
internal static class EndpointAccess
{
    /// <summary>Null if it says nothing. Files that <c>MapStaticAssets</c> serves have no use for a session.</summary>
    public static SessionAccess? Of(Endpoint? endpoint)
    {
        if (endpoint is null)
            return null;
        if (endpoint.Metadata.GetMetadata<SessionAccessAttribute>() is { } said)
            return said.Access;
        return endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null ? null : SessionAccess.None;
    }

    /// <summary>Whether its responses are the same for everybody.</summary>
    public static bool IsPublic(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<PublicResponseAttribute>() is not null;

    /// <summary>Whether its requests wait for whatever comes, often before their first byte: those of hubs do in long polling.</summary>
    public static bool IsHub(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<HubMetadata>() is not null;

    /// <summary>Whether it begins sessions for requests whose cookie may have been withheld.</summary>
    public static bool BeginsCrossSite(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<CrossSiteSessionAttribute>() is not null;

    /// <summary>What waiters are told about the request. Made of what the developer wrote, never of what the client sent.</summary>
    public static string Purpose(Endpoint? endpoint) =>
        endpoint?.DisplayName ?? (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "a request without an endpoint";
}
