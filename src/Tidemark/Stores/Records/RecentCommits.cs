using System.Buffers.Binary;
using System.Collections;
using System.Runtime.CompilerServices;

namespace Tidemark.Stores;

/// <summary>
/// The last commits of a session, as a value: at most <see cref="PrimaryRecord.RememberedCommits"/>. Kept as the bytes of the record, where the next one takes
/// the place of the oldest: few commits are ever looked for, and all are written each time.
/// </summary>
[CollectionBuilder(typeof(RecentCommits), nameof(Of))]
public sealed class RecentCommits : IReadOnlyList<RecentCommit>
{
    private static readonly RecentCommits Empty = new(default, 0);

    private readonly ReadOnlyMemory<byte> _bytes;

    internal RecentCommits(ReadOnlyMemory<byte> bytes, int oldest) => (_bytes, Oldest) = (bytes, oldest);

    /// <inheritdoc/>
    public int Count => _bytes.Length / SessionLayout.CommitSize;

    /// <summary>Where the oldest one is.</summary>
    internal int Oldest { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>The commits, the oldest one first.</summary>
    public RecentCommit this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return Read((Oldest + index) % Count);
        }
    }

    /// <summary>Makes a value of commits, the oldest one first.</summary>
    public static RecentCommits Of(ReadOnlySpan<RecentCommit> commits)
    {
        if (commits.IsEmpty)
            return Empty;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commits.Length, PrimaryRecord.RememberedCommits, nameof(commits));
        var bytes = new byte[commits.Length * SessionLayout.CommitSize];
        for (var place = 0; place < commits.Length; place++)
            Write(bytes.AsSpan(place * SessionLayout.CommitSize), commits[place]);
        return new RecentCommits(bytes, 0);
    }

    /// <summary>A commit; null if it is not among them.</summary>
    /// <exception cref="DamagedRecordException">It is, and makes no sense.</exception>
    public RecentCommit? Find(CommitId id)
    {
        var bytes = _bytes.Span;
        for (var place = 0; place < Count; place++)
        {
            if (BinaryPrimitives.ReadUInt128BigEndian(bytes[(place * SessionLayout.CommitSize)..]) == id.Value)
                return Read(place);
        }

        return null;
    }

    /// <summary>The commits after one more.</summary>
    public RecentCommits Add(RecentCommit commit)
    {
        var isFull = Count == PrimaryRecord.RememberedCommits;
        var bytes = new byte[isFull ? _bytes.Length : _bytes.Length + SessionLayout.CommitSize];
        _bytes.Span.CopyTo(bytes);
        Write(bytes.AsSpan((isFull ? Oldest : Count) * SessionLayout.CommitSize), commit);
        return new RecentCommits(bytes, isFull ? (Oldest + 1) % PrimaryRecord.RememberedCommits : Oldest);
    }

    /// <inheritdoc/>
    public IEnumerator<RecentCommit> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
            yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private RecentCommit Read(int place)
    {
        var reader = new RecordReader(_bytes.Span.Slice(place * SessionLayout.CommitSize, SessionLayout.CommitSize));
        return new RecentCommit(new CommitId(reader.Id("commits")), reader.Token("commits"), reader.Version("commits"));
    }

    private static void Write(Span<byte> bytes, RecentCommit commit)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, commit.Id.Value);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], commit.Token.Lease);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], commit.Token.Counter);
        BinaryPrimitives.WriteInt64BigEndian(bytes[40..], commit.Version.Number);
    }
}
