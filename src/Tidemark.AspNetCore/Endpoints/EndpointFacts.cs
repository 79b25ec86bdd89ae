using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;

namespace Tidemark.AspNetCore;

/// <summary>What an endpoint's metadata says about the session, and what its requests have shown. Looked up once for an endpoint.</summary>
/// <remarks>Safe for all threads.</remarks>
internal sealed class EndpointFacts
{
    private static readonly ConditionalWeakTable<Endpoint, EndpointFacts> Known = [];
    private static readonly EndpointFacts None = new() { Purpose = "a request without an endpoint" };

    private const string Circuits = "Microsoft.AspNetCore.Components.Server";

    private volatile bool _isEarly;

    private EndpointFacts()
    {
    }

    private EndpointFacts(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        Purpose = endpoint.DisplayName ?? (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? None.Purpose;
        Access = metadata.GetMetadata<SessionAccessAttribute>()?.Access
            ?? (metadata.GetMetadata<StaticAssetDescriptor>() is null ? null : SessionAccess.None);
        IsPublic = metadata.GetMetadata<PublicResponseAttribute>() is not null;
        var hub = metadata.GetMetadata<HubMetadata>();
        (IsHub, IsCircuit) = (hub is not null, hub?.HubType.Namespace == Circuits);
        BeginsCrossSite = metadata.GetMetadata<CrossSiteSessionAttribute>() is not null;
        _isEarly = !IsHub && metadata.GetMetadata<MethodInfo>()?.GetParameters().Any(parameter => parameter.ParameterType == typeof(Session)) == true;
    }

    /// <summary>What waiters are told about the request. Made of what the developer wrote, never of what the client sent.</summary>
    public string Purpose { get; private init; } = "";

    /// <summary>Null if it says nothing. Files that <c>MapStaticAssets</c> serves have no use for a session.</summary>
    public SessionAccess? Access { get; }

    /// <summary>Whether its responses are the same for everybody.</summary>
    public bool IsPublic { get; }

    /// <summary>Whether its requests wait for whatever comes, often before their first byte: those of hubs do in long polling.</summary>
    public bool IsHub { get; }

    /// <summary>Whether it is Blazor's own hub, which hands its messages on and does not wait for what they do.</summary>
    public bool IsCircuit { get; }

    /// <summary>Whether it begins sessions for requests whose cookie may have been withheld.</summary>
    public bool BeginsCrossSite { get; }

    /// <summary>
    /// Whether its requests have their session before the handler runs: its handler has a <see cref="Session"/> as a parameter, and so is about to use it,
    /// or looked at it once without awaiting anything of it before.
    /// </summary>
    public bool IsEarly => _isEarly;

    public static EndpointFacts Of(Endpoint? endpoint) => endpoint is null ? None : Known.GetValue(endpoint, static of => new EndpointFacts(of));

    /// <summary>A request of the endpoint had to block its thread.</summary>
    /// <returns>Whether that is news.</returns>
    public bool TryRemember()
    {
        if (this == None || _isEarly)
            return false;
        _isEarly = true;
        return true;
    }
}
