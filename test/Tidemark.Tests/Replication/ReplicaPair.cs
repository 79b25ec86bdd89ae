using Tidemark.Graph;
using Tidemark.Replication;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Replication;

/// <summary>Nodes over a primary, and a replica of it.</summary>
internal sealed class ReplicaPair
{
    public ReplicaPair(Action<ReplicationOptions>? configure = null)
    {
        configure?.Invoke(Options);
        Replica = new MemoryStore(Rig.Time);
        Replicator = NewReplicator();
        Node = Rig.First;
    }

    public Rig Rig { get; } = new();

    public MemoryStore Primary => Rig.Memory;

    public MemoryStore Replica { get; }

    public ReplicationOptions Options { get; } = new();

    public Replicator Replicator { get; }

    /// <summary>Whose requests change sessions.</summary>
    public SessionManager Node { get; set; }

    public Replicator NewReplicator(IPrimaryStore? primary = null, IPrimaryStore? replica = null) =>
        new(primary ?? Primary, replica ?? Replica, Options, Rig.Time);

    public Task DrainAsync() => Replicator.DrainAsync(CancellationToken.None);

    /// <summary>How many bytes are sent to bring the replica up to date.</summary>
    public async Task<long> CostAsync()
    {
        var before = Replicator.Status.Bytes;
        await DrainAsync();
        return Replicator.Status.Bytes - before;
    }

    /// <summary>Changes a session, in a request of its own.</summary>
    public async Task ChangeAsync(SessionId id, Func<Session, Task> change)
    {
        await using var session = (await Node.OpenAsync(id, SessionAccess.Exclusive, "change"))!;
        await change(session);
        await session.CompleteAsync();
    }

    public async Task<SessionId> NewSessionAsync(Func<Session, Task> fill)
    {
        await using var session = Node.Create();
        await fill(session);
        await session.CompleteAsync();
        return session.Id;
    }

    /// <summary>Makes the replica the primary.</summary>
    public Task PromoteAsync() => new ReplicaSwitch(Primary, Replica, Options, Rig.Time).PromoteAsync(CancellationToken.None);

    /// <summary>What the replica has of a session, as a node would see it.</summary>
    public async Task<T?> ReplicatedAsync<T>(SessionId id, SessionKey<T> key)
    {
        var state = Described(await Replica.ReadImageAsync(Rig.KeyOf(id), StateVersion.None, default));
        return state.TryGetValue(key.Name, out var bytes) ? new GraphSerializer().PlanOf<T>().Decode(bytes) : default;
    }

    /// <summary>The replica has what the primary has: the same sessions at the same versions, with the same values and the same lists of users.</summary>
    /// <param name="read">What counts of a value; null for its bytes.</param>
    public async Task AssertSameAsync(Func<byte[], string>? read = null) =>
        Assert.Equal(await DescribeAsync(Primary, read ?? Convert.ToHexString), await DescribeAsync(Replica, read ?? Convert.ToHexString));

    /// <summary>All values of a session, put together without the code under test.</summary>
    public static Dictionary<string, byte[]> Described(SessionImage image) => image.Changed.ToDictionary(
        attribute => attribute.Name,
        attribute => Patch.ApplyAll(attribute.Base!.Bytes.Span, [.. attribute.Patches.Select(patch => Patch.Read(patch.Bytes, 1 << 24))]));

    private static async Task<SortedDictionary<string, string>> DescribeAsync(MemoryStore store, Func<byte[], string> read)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var page in store.WalkAsync(default))
        {
            foreach (var key in page)
            {
                if (key.Kind == RecordKind.Session && await store.ReadImageAsync(StateKey.FromBytes(key.Bytes), StateVersion.None, default) is { Record: { } record } image)
                    all[Convert.ToHexString(key.Bytes)] = Describe(record, image, read);
            }
        }

        return all;
    }

    private static string Describe(PrimaryRecord record, SessionImage image, Func<byte[], string> read) => string.Join(
        ' ',
        [
            record.Version, record.Created, record.Lifetime, record.User, record.TellsEnd, record.Ended,
            .. Described(image).OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={read(value.Value)}"),
        ]);
}
