using System.Buffers.Binary;
using System.Text;
using static Tidemark.Stores.SessionLayout;

namespace Tidemark.Stores;

/// <summary>The one form in which all stores keep the record of a session.</summary>
internal static class SessionCodec
{
    private const int MaxChains = 1 << 16;
    private const int MaxTextBytes = 1 << 16;

    /// <summary>Reads a record.</summary>
    /// <exception cref="DamagedRecordException">It makes no sense.</exception>
    public static PrimaryRecord Decode(ReadOnlyMemory<byte> stored)
    {
        var bytes = stored.Span;
        if (bytes.Length < HeadSize || bytes[0] != Format)
            throw new DamagedRecordException("form");
        var flags = bytes[Flags];
        if (flags > AllFlags)
            throw new DamagedRecordException("flags");
        var head = new RecordReader(bytes[SessionLayout.Version..HeadSize]);
        var version = head.Version("version");
        var created = head.Time("creation");
        var lifetime = new Lifetime(RecordTime.Span(head.Microseconds("idle time")), RecordTime.Span(head.Microseconds("lifetime")));
        var (used, due, claimed) = (head.Time("last use"), head.Time("due time"), head.Microseconds("claim"));
        var (token, holder, since) = (head.Token("token"), head.Id("holder"), head.Time("holder's time"));
        var (reason, ended) = (head.Byte("reason"), head.Time("end"));
        var user = head.Next(UserKey.Size, "user");
        var (commits, slot, leases) = (head.Byte("commits"), head.Byte("commits"), head.Byte("leases"));
        var (purpose, queue, chains) = (head.Int32("purpose"), head.Int32("queue"), head.Int32("attributes"));
        if (version == StateVersion.None || reason > (byte)EndReason.Displaced)
            throw new DamagedRecordException("head");

        var leasesAt = HeadSize + commits * CommitSize;
        var rest = new RecordReader(bytes[HeadSize..]);
        rest.Next(rest.Count(commits, CommitSize, PrimaryRecord.RememberedCommits, "commits") * CommitSize, "commits");
        rest.Next(rest.Count(leases, LeaseSize, PastLeases.Remembered, "leases") * LeaseSize, "leases");
        var record = new PrimaryRecord(version, created, lifetime, used, token, null, LeaseQueue.Empty, Commits(stored, HeadSize, commits, slot))
        {
            PastLeases = leases == 0 ? PastLeases.None : new PastLeases(stored.Slice(leasesAt, leases * LeaseSize)),
            User = user.ContainsAnyExcept((byte)0) ? UserKey.FromBytes(user) : UserKey.None,
            TellsEnd = (flags & Tells) != 0,
            Ended = (flags & IsEnded) != 0 ? new EndMark((EndReason)reason, ended) : null,
            ClaimedUntil = claimed == 0 ? DateTimeOffset.MinValue : RecordTime.Time(claimed),
            Due = due,
        };
        var what = rest.Text(purpose, "purpose");
        record = record with
        {
            Hold = holder == UInt128.Zero ? null : new LeaseHold(new NodeId(holder), since, what),
            Queue = (flags & Queued) != 0 ? Queue(rest.Next(queue, "queue")) : LeaseQueue.Empty,
            Chains = Chains(ref rest, chains, version),
            Copy = (flags & IsCopy) != 0 ? rest.Stamp("copy") : null,
        };
        return rest.IsAtEnd ? record : throw new DamagedRecordException("length");
    }

    /// <summary>Writes a record, under a fresh tag.</summary>
    public static byte[] Encode(PrimaryRecord record)
    {
        var purpose = record.Hold?.Purpose ?? "";
        var purposeLength = Encoding.UTF8.GetByteCount(purpose);
        var isQueued = record.Queue.Waiters.Count > 0;
        var queueLength = isQueued ? QueueHeadSize + record.Queue.Waiters.Sum(waiter => WaiterSize + Encoding.UTF8.GetByteCount(waiter.Purpose)) : 0;
        var writer = new RecordWriter(Format, HeadSize + record.Commits.Bytes.Length + record.PastLeases.Bytes.Length + purposeLength + queueLength
            + LengthOf(record.Chains) + (record.Copy is null ? 0 : CopyStamp.Size));
        WriteHead(ref writer, record, isQueued);
        writer.Int32(purposeLength);
        writer.Int32(queueLength);
        writer.Int32(record.Chains.All.Length);
        writer.Bytes(record.Commits.Bytes);
        writer.Bytes(record.PastLeases.Bytes);
        writer.Text(purpose, purposeLength);
        if (isQueued)
            Write(ref writer, record.Queue);
        Write(ref writer, record.Chains);
        writer.Stamp(record.Copy);
        return writer.Done();
    }

    /// <summary>The commits that a record or a tombstone remembers, at a place of it.</summary>
    /// <exception cref="DamagedRecordException">They cannot be so many, or are not there.</exception>
    public static RecentCommits Commits(ReadOnlyMemory<byte> record, int at, int count, int oldest)
    {
        if (count > PrimaryRecord.RememberedCommits || at + count * CommitSize > record.Length || (oldest != 0 && oldest >= count))
            throw new DamagedRecordException("commits");
        return count == 0 ? [] : new RecentCommits(record.Slice(at, count * CommitSize), oldest);
    }

    private static void WriteHead(ref RecordWriter writer, PrimaryRecord record, bool isQueued)
    {
        writer.Byte((byte)((isQueued ? Queued : 0) | (record.TellsEnd ? Tells : 0) | (record.Ended is null ? 0 : IsEnded)
            | (record.Copy is null ? 0 : IsCopy)));
        writer.Number(record.Version.Number);
        writer.Time(record.Created);
        writer.Number(RecordTime.Of(record.Lifetime.Idle));
        writer.Number(RecordTime.Of(record.Lifetime.Absolute));
        writer.Time(record.LastUse);
        writer.Time(record.Due);
        writer.Time(record.ClaimedUntil);
        writer.Token(record.Token);
        writer.Id(record.Hold?.Node.Value ?? UInt128.Zero);
        writer.Time(record.Hold?.Since ?? DateTimeOffset.UnixEpoch);
        writer.Byte((byte)(record.Ended?.Reason ?? 0));
        writer.Time(record.Ended?.At ?? DateTimeOffset.UnixEpoch);
        if (record.User.IsNone)
            writer.Skip(UserKey.Size);
        else
            writer.Bytes(record.User.Bytes);
        writer.Byte((byte)record.Commits.Count);
        writer.Byte((byte)record.Commits.Oldest);
        writer.Byte((byte)record.PastLeases.Count);
    }

    private static void Write(ref RecordWriter writer, LeaseQueue queue)
    {
        writer.Time(queue.ReservedUntil);
        foreach (var waiter in queue.Waiters)
        {
            var length = Encoding.UTF8.GetByteCount(waiter.Purpose);
            writer.Id(waiter.Node.Value);
            writer.Time(waiter.Until);
            writer.Int32(length);
            writer.Text(waiter.Purpose, length);
        }
    }

    private static LeaseQueue Queue(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var reserved = reader.Microseconds("queue");
        var waiters = new List<LeaseWaiter>();
        while (!reader.IsAtEnd)
        {
            if (waiters.Count == LeaseQueue.MaxWaiters)
                throw new DamagedRecordException("queue");
            var (node, until) = (new NodeId(reader.Id("queue")), reader.Time("queue"));
            waiters.Add(new LeaseWaiter(node, until, reader.Text(reader.Int32("queue"), "queue")));
        }

        return waiters.Count == 0
            ? throw new DamagedRecordException("queue")
            : new LeaseQueue(waiters, reserved == 0 ? DateTimeOffset.MinValue : RecordTime.Time(reserved));
    }

    private static int LengthOf(AttributeChains chains)
    {
        var length = 0;
        foreach (var chain in chains.All)
            length += ChainSize + Encoding.UTF8.GetByteCount(chain.Name);
        return length;
    }

    private static void Write(ref RecordWriter writer, AttributeChains chains)
    {
        foreach (var chain in chains.All)
        {
            var length = Encoding.UTF8.GetByteCount(chain.Name);
            writer.Int32(length);
            writer.Text(chain.Name, length);
            writer.Number(chain.End.Version.Number);
            writer.Int32(chain.End.Length);
            writer.Int32(chain.End.Patches);
            writer.Number(chain.Base.Number);
        }
    }

    private static AttributeChains Chains(ref RecordReader reader, int count, StateVersion newest)
    {
        var chains = new AttributeChain[reader.Count(count, ChainSize, MaxChains, "attributes")];
        for (var place = 0; place < chains.Length; place++)
        {
            var name = reader.Text(reader.Int32("attributes"), "attributes");
            var (version, length, patches) = (reader.Version("attributes"), reader.Int32("attributes"), reader.Int32("attributes"));
            var start = reader.Version("attributes");

            // Each commit adds one patch at most, so the versions bound their number.
            if (length < 0 || patches is < 0 or > ChainEnd.MaxPatches || start == StateVersion.None || version > newest
                || patches > version.Number - start.Number || (patches == 0 && start != version))
            {
                throw new DamagedRecordException("attributes");
            }

            chains[place] = new AttributeChain(name, new ChainEnd(version, length, patches), start);
        }

        return chains.Length == 0 ? AttributeChains.Empty : new AttributeChains(chains);
    }
}
