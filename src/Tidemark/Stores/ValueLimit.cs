namespace Tidemark.Stores;

/// <summary>
/// How long a base or a patch may be for a store to write or read it. What somebody else wrote may be of any length, and must not fill the memory of those who
/// read it. Stores may share it.
/// </summary>
public static class ValueLimit
{
    /// <summary>Of a store that is not told the limits of its application: 8 MiB.</summary>
    public const int Usual = 8 << 20;

    // So that what was stored before a limit was lowered can still be read.
    private const int Slack = 8;

    /// <summary>Eight times what an attribute of the application may take.</summary>
    public static int Of(TidemarkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (int)Math.Min((long)options.MaxAttributeBytes * Slack, Array.MaxLength);
    }

    /// <summary>Refuses a commit of which a part could not be read again.</summary>
    /// <param name="store">What the store is called.</param>
    /// <param name="differences">What is committed.</param>
    /// <param name="longest">The limit.</param>
    /// <exception cref="StoreRefusedException">A base or a patch is too long.</exception>
    public static void Check(string store, IReadOnlyList<Difference> differences, int longest)
    {
        ArgumentNullException.ThrowIfNull(differences);
        for (var number = 0; number < differences.Count; number++)
        {
            if (differences[number].Size > longest)
            {
                throw new StoreRefusedException(
                    $"The {store} store takes at most {longest} bytes at once (MaxValueBytes of its options), and was given {differences[number].Size}. "
                    + "Nothing was written. Keep less in one attribute, or raise the limit on all nodes.");
            }
        }
    }

    /// <summary>An attribute of which nothing was read, because it is too long.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="length">How long it is.</param>
    public static StoredAttribute TooLong(string name, StateVersion version, long length) => new(name, version, null, [])
    {
        Fault = $"The store has a part of it that takes {length} bytes, more than an attribute can take (MaxValueBytes of the store's options), "
            + "and did not read it.",
    };
}
