namespace Tidemark;

/// <summary>
/// Says that caches may store the responses of an endpoint although it uses the session: they are the same for everybody, as those of one that only
/// counts visits, or the cache's policy keeps those of different users apart. Whether they are stored is the policy's decision as ever.
/// </summary>
/// <remarks>
/// Without it a response whose request touched its session is stored by neither the output cache nor the response cache, whatever their policies
/// say, and its Cache-Control says <c>private</c>. A response that carries the session's cookie is never stored.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PublicResponseAttribute : Attribute;
