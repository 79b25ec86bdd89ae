using Tidemark.Stores;

namespace Tidemark.Replication;

/// <summary>What a replica is known to have of a session: the baseline that the primary state is compared with. Never changed, only replaced.</summary>
/// <param name="Record">Its record; null if it has none.</param>
/// <param name="Values">The values of attributes, as far as they are known.</param>
/// <param name="Stamp">Of what it is a copy, or what is left of one; null if it is none.</param>
/// <param name="IsGone">Whether it says that there is no such session any more.</param>
internal sealed record KnownCopy(PrimaryRecord? Record, IReadOnlyDictionary<string, StoredValue> Values, CopyStamp? Stamp, bool IsGone)
{
    private const int BytesBesides = 400;
    private const int BytesPerAttribute = 150;

    private static readonly Dictionary<string, StoredValue> NoValues = [];

    /// <summary>What was read of a replica.</summary>
    public static KnownCopy Of(SessionImage image) => new(image.Record, image.Changed.Count == 0
        ? NoValues
        : image.Changed.ToDictionary(attribute => attribute.Name, attribute => StoredValue.Read(attribute, null, ValueLength.Most), StringComparer.Ordinal),
        image.Copy,
        image.Tombstone is not null);

    /// <summary>What a replica has with a copy.</summary>
    public static KnownCopy Of(PrimaryRecord record, IReadOnlyDictionary<string, StoredValue> values) => new(record, values, record.Copy, IsGone: false);

    /// <summary>What it has of a session that is gone.</summary>
    public static KnownCopy Gone(CopyStamp stamp) => new(null, NoValues, stamp, IsGone: true);

    /// <summary>Whether all values are known, and make sense.</summary>
    public bool IsWhole
    {
        get
        {
            foreach (var chain in Record is null ? [] : Record.Chains.All)
            {
                if (!Values.TryGetValue(chain.Name, out var value) || value.IsBroken || value.Version != chain.End.Version || value.Length != chain.End.Length)
                    return false;
            }

            return true;
        }
    }

    /// <summary>About how much memory it takes.</summary>
    public long Size => BytesBesides + Values.Sum(value => BytesPerAttribute + 2L * value.Key.Length + value.Value.Length);
}
