namespace Tidemark;

/// <summary>
/// Says that an endpoint begins a session even for a request of another site whose browser withheld the session's cookie, such as the one by which an
/// identity provider posts who has signed in. If the user had a session, he loses it: the new one's cookie replaces it.
/// </summary>
/// <remarks>
/// Without it such a request begins no session: what it sets is dropped, and a warning (event 111) says so. A page that only a user's own session is about,
/// such as the one to which a payment provider posts, is better off with a redirect (303) to one that sets it: there the cookie is sent.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CrossSiteSessionAttribute : Attribute;
