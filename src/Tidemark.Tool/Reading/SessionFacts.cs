using System.Text.Json.Serialization;

namespace Tidemark.Tool.Reading;

/// <summary>What a store says of a session beside its values. The names of its properties are those of the JSON.</summary>
/// <param name="Session">The digits that log lines have.</param>
/// <param name="Reference">Digits that no other session has.</param>
/// <param name="State"><c>live</c>, <c>ended</c>, or <c>expired</c> and not yet swept. In a replica it is that of the last change in the primary.</param>
/// <param name="User">The digits of its user that log lines have; null for nobody's.</param>
/// <param name="Version">How many commits it had.</param>
/// <param name="Created">When it was created, by the store's clock.</param>
/// <param name="LastUse">When it was last used, as far as the store knows: a node that keeps it tells the store now and then.</param>
/// <param name="Ends">When it ends unless somebody uses it, or when it was ended; null for never.</param>
/// <param name="EndsAtLatest">When it ends however busy it is; null for never.</param>
/// <param name="EndReason">Why it was ended; null if it was not.</param>
/// <param name="Bytes">How many bytes its attributes have.</param>
/// <param name="Attributes">Its attributes, by name.</param>
/// <param name="Holder">Which node holds its lease; null if none does.</param>
/// <param name="Waiting">What for nodes wait for its lease, in their words; the next one first.</param>
internal sealed record SessionFacts(
    string Session,
    string Reference,
    string State,
    string? User,
    long Version,
    DateTimeOffset Created,
    DateTimeOffset LastUse,
    DateTimeOffset? Ends,
    DateTimeOffset? EndsAtLatest,
    string? EndReason,
    long Bytes,
    IReadOnlyList<AttributeFacts> Attributes,
    HolderFacts? Holder,
    IReadOnlyList<string> Waiting)
{
    [JsonIgnore]
    public StateKey Key { get; init; }

    /// <summary>The store's clock when it said all this.</summary>
    [JsonIgnore]
    public DateTimeOffset Now { get; init; }

    /// <summary>Whether it is a copy in a replica.</summary>
    [JsonIgnore]
    public bool IsCopy { get; init; }

    [JsonIgnore]
    public bool IsLive => State == "live";

    public static SessionFacts Of(StateKey key, InspectedSession inspected)
    {
        var (record, now) = (inspected.Record, inspected.Now);
        AttributeFacts[] attributes =
        [
            .. record.Chains.All.ToArray()
                .Select(chain => new AttributeFacts(chain.Name, chain.End.Length, chain.End.Patches, chain.End.Version.Number))
                .OrderBy(attribute => attribute.Name, StringComparer.Ordinal),
        ];
        return new SessionFacts(
            key.ToString(),
            SessionReference.Of(key),
            !inspected.IsOver ? "live" : record.Ended is null ? "expired" : "ended",
            record.User.IsNone ? null : record.User.ToString(),
            record.Version.Number,
            record.Created,
            record.LastUse,
            OrNever(record.Ended?.At ?? EndOf(inspected)),
            OrNever(record.AbsoluteEnd),
            record.Ended?.Reason.ToString(),
            attributes.Sum(attribute => (long)attribute.Bytes),
            attributes,
            record.Hold is { } hold ? new HolderFacts(hold.Node.ToString(), hold.Since, hold.Purpose, inspected.Holder is not null) : null,
            [.. record.Queue.Waiters.Where(waiter => waiter.Waits(now)).Select(waiter => waiter.Purpose)])
        {
            Key = key,
            Now = now,
            IsCopy = record.Copy is not null,
        };
    }

    // A copy ends when the primary says so. A node that holds a session ends it at its idle time, unless somebody uses it; the store only knows that it might.
    private static DateTimeOffset EndOf(InspectedSession inspected) =>
        inspected.Record is var record && (record.Copy is not null || inspected.Now < record.IdleEnd)
        ? record.IdleEnd
        : record.OverAt(inspected.Now, inspected.Holder);

    private static DateTimeOffset? OrNever(DateTimeOffset time) => time == DateTimeOffset.MaxValue ? null : time;
}

/// <summary>What a store says of an attribute.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">How many bytes its value has.</param>
/// <param name="Patches">How many patches make it, beside its base.</param>
/// <param name="Version">The session's version when it last changed.</param>
internal sealed record AttributeFacts(string Name, int Bytes, int Patches, long Version);

/// <summary>Who holds a lease.</summary>
/// <param name="Node">The node.</param>
/// <param name="Since">Since when, by the store's clock.</param>
/// <param name="Purpose">What for, in its words: as a rule a method and a route.</param>
/// <param name="IsAlive">Whether the node is.</param>
internal sealed record HolderFacts(string Node, DateTimeOffset Since, string Purpose, bool IsAlive);
