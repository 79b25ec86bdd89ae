using System.Buffers.Binary;

namespace Tidemark.Sqlite;

/// <summary>
/// The column <c>commits</c>: per commit, oldest first, its id (16 bytes), the lease (16), the counter (8) and the version (8) of its answer;
/// all big-endian.
/// </summary>
internal static class CommitMemory
{
    private const int EntrySize = 48;

    public const int MaxSize = EntrySize * PrimaryRecord.RememberedCommits;

    public static RecentCommit[] Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxSize || bytes.Length % EntrySize != 0)
            throw new DamagedRowException("commits");
        var commits = new RecentCommit[bytes.Length / EntrySize];
        for (var i = 0; i < commits.Length; i++)
        {
            var entry = bytes.Slice(i * EntrySize, EntrySize);
            commits[i] = new RecentCommit(
                new CommitId(BinaryPrimitives.ReadUInt128BigEndian(entry)),
                new LeaseToken(BinaryPrimitives.ReadUInt128BigEndian(entry[16..]), BinaryPrimitives.ReadInt64BigEndian(entry[32..])),
                new StateVersion(BinaryPrimitives.ReadInt64BigEndian(entry[40..])));
        }

        return commits;
    }

    /// <summary>Writes to a span of <see cref="MaxSize"/>, and returns the length.</summary>
    public static int Encode(IReadOnlyList<RecentCommit> commits, Span<byte> bytes)
    {
        for (var i = 0; i < commits.Count; i++)
        {
            var entry = bytes.Slice(i * EntrySize, EntrySize);
            BinaryPrimitives.WriteUInt128BigEndian(entry, commits[i].Id.Value);
            BinaryPrimitives.WriteUInt128BigEndian(entry[16..], commits[i].Token.Lease);
            BinaryPrimitives.WriteInt64BigEndian(entry[32..], commits[i].Token.Counter);
            BinaryPrimitives.WriteInt64BigEndian(entry[40..], commits[i].Version.Number);
        }

        return commits.Count * EntrySize;
    }
}
