namespace Tidemark;

/// <summary>
/// Says what an endpoint does with the session: on a controller, an action, a Razor Page's model, or a minimal API's handler.
/// The one closest to the handler counts.
/// </summary>
/// <remarks>Needs <c>UseTidemark()</c> after <c>UseRouting()</c>, which is where a <c>WebApplication</c> puts it by itself.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SessionAccessAttribute : Attribute
{
    /// <summary>Says what the endpoint does with the session.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="access"/> is not defined.</exception>
    public SessionAccessAttribute(SessionAccess access)
    {
        if (!Enum.IsDefined(access))
            throw new ArgumentOutOfRangeException(nameof(access), access, "Use a value of SessionAccess.");
        Access = access;
    }

    /// <summary>What the endpoint does with the session.</summary>
    public SessionAccess Access { get; }
}
