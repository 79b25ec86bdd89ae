using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>Ticks of the clock that was read (8 bytes), and its offset in minutes (2 bytes).</summary>
internal sealed class DateTimeOffsetCodec : Codec<DateTimeOffset>, IContent
{
    private const int MaxOffset = 14 * 60;

    public override int MinSize => sizeof(long) + sizeof(short);

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in DateTimeOffset value)
    {
        writer.WriteFixed(value.Ticks);
        writer.WriteFixed((short)value.TotalOffsetMinutes);
    }

    public override DateTimeOffset Read(ref GraphReader reader)
    {
        var ticks = reader.ReadFixed<long>();
        int offset = reader.ReadFixed<short>();
        var utc = unchecked((ulong)ticks - (ulong)(offset * TimeSpan.TicksPerMinute));
        if ((ulong)ticks > (ulong)DateTime.MaxValue.Ticks || Math.Abs(offset) > MaxOffset || utc > (ulong)DateTime.MaxValue.Ticks)
            reader.Refuse("A DateTimeOffset is out of range");
        return new DateTimeOffset(ticks, TimeSpan.FromMinutes(offset));
    }

    public override bool Same(ref GraphComparer comparer, in DateTimeOffset value) =>
        comparer.SameFixed(value.Ticks) && comparer.SameFixed((short)value.TotalOffsetMinutes);
}
