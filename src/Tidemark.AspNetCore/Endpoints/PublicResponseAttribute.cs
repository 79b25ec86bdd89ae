namespace Tidemark;

/// <summary>
/// Says that the responses of an endpoint are the same for everybody although it uses the session, as one that only counts visits does. Caches
/// may store them then, if the endpoint asks for that.
/// </summary>
/// <remarks>
/// Without it a response whose request touched its session is stored by neither the output cache nor the response cache, whatever their policies
/// say, and its Cache-Control says <c>private</c>. A response that carries the session's cookie is never stored.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PublicResponseAttribute : Attribute;
