using System.Security;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Leaves;

/// <summary>The id, null for null. A zone that is not the system's own zone of that id is refused: its rules are not in the id.</summary>
internal sealed class TimeZoneInfoCodec : Codec<TimeZoneInfo>, IContent
{
    public override int MinSize => 1;

    public bool IsContent => true;

    public override void Write(ref GraphWriter writer, in TimeZoneInfo value)
    {
        writer.WriteString(value?.Id);
        DemandSystemZone(value);
    }

    public override TimeZoneInfo Read(ref GraphReader reader)
    {
        if (reader.ReadString() is not { } id)
            return null!;
        if (!TryFind(id, out var zone))
            reader.Refuse("A time zone is not known here");
        return zone;
    }

    public override bool Same(ref GraphComparer comparer, in TimeZoneInfo value)
    {
        DemandSystemZone(value);
        return comparer.SameString(value?.Id);
    }

    private static void DemandSystemZone(TimeZoneInfo? value)
    {
        if (value is null || ReferenceEquals(value, TimeZoneInfo.Utc) || (TryFind(value.Id, out var known) && known.Equals(value)))
            return;
        throw new GraphException(
            $"The time zone '{value.Id}' is not one that TimeZoneInfo.FindSystemTimeZoneById gives, so its rules cannot be kept. "
            + "Keep its id or its offset instead, or mark the member [SessionIgnore].", "", value);
    }

    private static bool TryFind(string id, out TimeZoneInfo zone)
    {
        zone = null!;
        try
        {
            return TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone!);
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidTimeZoneException or SecurityException or IOException)
        {
            return false;
        }
    }
}
