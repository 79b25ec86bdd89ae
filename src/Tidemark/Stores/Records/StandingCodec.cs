using System.Text;

namespace Tidemark.Stores;

/// <summary>The form of a guard: a <see cref="StoreStanding"/>.</summary>
internal static class StandingCodec
{
    public const byte Format = 5;

    private const int MaxWithheld = 1 << 12;

    public static byte[] Encode(StoreStanding standing)
    {
        var lengths = standing.Withheld.Select(Encoding.UTF8.GetByteCount).ToArray();
        var writer = new RecordWriter(Format, 1 + RecordTag.Size + 2 + 2 * sizeof(long) + sizeof(int) + lengths.Sum(length => sizeof(int) + length));
        writer.Byte((byte)standing.Role);
        writer.Byte(standing.HasOlderCopies ? (byte)1 : (byte)0);
        writer.Number(standing.Epoch);
        writer.Time(standing.Since);
        writer.Int32(lengths.Length);
        for (var place = 0; place < lengths.Length; place++)
        {
            writer.Int32(lengths[place]);
            writer.Text(standing.Withheld[place], lengths[place]);
        }

        return writer.Done();
    }

    /// <summary>Reads a guard; that of a store that is alone if there is none.</summary>
    /// <exception cref="DamagedRecordException">It makes no sense: then nothing is written that hangs on it.</exception>
    public static StoreStanding Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return StoreStanding.Alone;
        var reader = new RecordReader(bytes);
        if (reader.Byte("form of its guard") != Format)
            throw new DamagedRecordException("form of its guard");
        reader.Next(RecordTag.Size, "form of its guard");
        var (role, older, epoch, since) = (reader.Byte("role"), reader.Byte("role"), reader.Microseconds("epoch"), reader.Time("role's time"));
        if (role > (byte)StoreRole.Replica || older > 1)
            throw new DamagedRecordException("role");
        var withheld = new string[reader.Count(reader.Int32("rules"), sizeof(int), MaxWithheld, "rules")];
        for (var place = 0; place < withheld.Length; place++)
            withheld[place] = reader.Text(reader.Int32("rules"), "rules");
        return reader.IsAtEnd
            ? new StoreStanding((StoreRole)role, epoch, since) { Withheld = withheld, HasOlderCopies = older == 1 }
            : throw new DamagedRecordException("length");
    }
}
