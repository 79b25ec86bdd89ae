namespace Tidemark.Load.Apps;

/// <summary>What keeps the sessions of an app.</summary>
internal enum AppKind
{
    /// <summary>Nothing: no session at all.</summary>
    None,

    /// <summary>Nothing either, but each write waits for one small call of Redis: the least that an acknowledged write can cost over this client.</summary>
    OneCall,

    /// <summary>ASP.NET Core's own session, over a distributed cache.</summary>
    Peer,

    /// <summary>Tidemark.</summary>
    Tidemark,
}
