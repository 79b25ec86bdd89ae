using System.Security.Cryptography;
using System.Text;
using Tidemark.Graph;
using Tidemark.Replication;
using Tidemark.Stores;

namespace Tidemark.Replicas.Tests.Rig;

/// <summary>What a store has of each session, put together without the code that replicates.</summary>
/// <param name="Sessions">By the session's reference.</param>
internal sealed record SessionDigests(IReadOnlyDictionary<string, SessionDigest> Sessions)
{
    public static async Task<SessionDigests> OfAsync(IPrimaryStore store)
    {
        var (sessions, schemas) = (new Dictionary<string, SessionDigest>(), new Dictionary<ulong, GraphSchema?>());
        await foreach (var page in store.WalkAsync(TestContext.Current.CancellationToken))
        {
            foreach (var key in page.Where(key => key.Kind == RecordKind.Session))
            {
                var image = await store.Copies!.ReadImageAsync(StateKey.FromBytes(key.Bytes), StateVersion.None, TestContext.Current.CancellationToken);
                if (image.Record is { } record)
                    sessions[StateKey.FromBytes(key.Bytes).ToString()] = await OfAsync(store, record, image, schemas);
            }
        }

        return new SessionDigests(sessions);
    }

    /// <summary>The sessions that are not the same in another store.</summary>
    public IReadOnlyList<string> Against(SessionDigests other, ReplicaComparison comparison = ReplicaComparison.ObjectGraph) =>
    [
        .. Sessions.Keys.Union(other.Sessions.Keys).Where(key =>
            !Sessions.TryGetValue(key, out var mine) || !other.Sessions.TryGetValue(key, out var others) || !mine.IsSame(others, comparison)),
    ];

    /// <summary>How many commits another store lacks.</summary>
    public long AheadOf(SessionDigests other) =>
        Sessions.Sum(session => Math.Max(session.Value.Version - (other.Sessions.GetValueOrDefault(session.Key)?.Version ?? 0), 0));

    private static async Task<SessionDigest> OfAsync(
        IPrimaryStore store, PrimaryRecord record, SessionImage image, Dictionary<ulong, GraphSchema?> schemas)
    {
        var (values, graphs) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, GraphNode>());
        foreach (var attribute in image.Changed)
        {
            var bytes = Patch.ApplyAll(attribute.Base!.Bytes.Span, [.. attribute.Patches.Select(patch => Patch.Read(patch.Bytes, 1 << 24))]);
            values[attribute.Name] = Convert.ToHexString(SHA256.HashData(bytes));
            if (!GraphSchema.TryGetFingerprint(bytes, out var fingerprint))
                continue;
            if (!schemas.TryGetValue(fingerprint, out var schema))
            {
                var published = await store.ReadSchemaAsync(fingerprint, TestContext.Current.CancellationToken);
                schemas[fingerprint] = schema = published is { } known ? GraphSchema.Parse(known.Span) : null;
            }

            if (schema is not null)
                graphs[attribute.Name] = schema.Read(bytes);
        }

        var head = string.Join(' ', record.Version, record.Created.UtcTicks, record.Lifetime, record.User, record.TellsEnd, record.Ended);
        return new SessionDigest(record.Version.Number, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(head))), values, graphs);
    }
}

/// <summary>What there is of one session.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Head">The digest of what is beside its attributes.</param>
/// <param name="Values">The digest of each attribute's bytes.</param>
/// <param name="Graphs">Each attribute's object graph, where it is one.</param>
internal sealed record SessionDigest(
    long Version, string Head, SortedDictionary<string, string> Values, IReadOnlyDictionary<string, GraphNode> Graphs)
{
    /// <summary>Whether all is the same: byte for byte, or as object graphs, which a dictionary in another order is.</summary>
    public bool IsSame(SessionDigest other, ReplicaComparison comparison) => Head == other.Head && Values.Keys.SequenceEqual(other.Values.Keys) && Values.All(value =>
        value.Value == other.Values[value.Key]
        || (comparison == ReplicaComparison.ObjectGraph && Graphs.TryGetValue(value.Key, out var mine) && other.Graphs.TryGetValue(value.Key, out var others)
            && GraphTreeComparison.Of(mine, others).IsSame));
}
