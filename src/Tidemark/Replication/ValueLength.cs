namespace Tidemark.Replication;

/// <summary>How long values are.</summary>
internal static class ValueLength
{
    /// <summary>The longest that is put together, in bytes: a few damaged bytes of a patch can ask for any length.</summary>
    public const int Most = 512 << 20;
}
