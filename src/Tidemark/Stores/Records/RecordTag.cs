namespace Tidemark.Stores;

/// <summary>
/// The bytes of a record by which a store tells whether it is still the one that a decision was made on: random, and new with every write, so that no two
/// versions are taken for one another, whatever a fail-over forgets. HTTP calls this an entity tag.
/// </summary>
public static class RecordTag
{
    /// <summary>How many bytes it has.</summary>
    public const int Size = 8;

    /// <summary>The tag of a record; zeros of none.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> record) => record.Length > Size ? record.Slice(1, Size) : "\0\0\0\0\0\0\0\0"u8;

    /// <summary>Makes a new one.</summary>
    public static void Fill(Span<byte> tag) => Random128.Fill(tag[..Size]);
}
