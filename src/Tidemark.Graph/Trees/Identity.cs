namespace Tidemark.Graph.Trees;

/// <summary>Whether two references to one instance are something else than references to two equal ones.</summary>
internal enum Identity
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>They are.</summary>
    Kept,

    /// <summary>They are in one of two builds: a type that became mutable got an identity. Then it does not count.</summary>
    InOneBuild,
}
