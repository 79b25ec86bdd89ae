using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tidemark.Redis;

/// <summary>
/// What turns a record into the next one, for a script that has the one before: a fingerprint of that, then pieces of it, and bytes between them. A script
/// reads it in one pass; it need not be the shortest, and what is moved is looked for only where a record moves it.
/// </summary>
/// <remarks>The tag says that the record before is the one that is meant; the fingerprint, that nothing has damaged it since.</remarks>
internal static class RecordDifference
{
    // The form and the tag are always new.
    private const int Head = 1 + RecordTag.Size;

    private const int FingerprintSize = 6;

    // What a piece costs: where it is, how long, and how many bytes follow.
    private const int PieceSize = sizeof(ushort) + 1 + 1;

    private const int LeastPiece = PieceSize + 2;

    // Commits move by one when one is added and the oldest goes.
    private const int CommitSize = 48;

    /// <summary>The difference; null if it would save little.</summary>
    public static byte[]? Of(ReadOnlySpan<byte> before, ReadOnlySpan<byte> next)
    {
        if (before.Length < Head || before.Length > ushort.MaxValue || next.Length < 2 * LeastPiece + Head)
            return null;
        Span<int> shifts = [0, CommitSize, before.Length - next.Length, before.Length - next.Length + CommitSize];
        var pieces = new byte[next.Length];
        var writer = new Writer(pieces);
        var (from, length, literal) = (0, 0, 0);
        for (var at = Head; at <= next.Length; at += length)
        {
            (from, length) = at == next.Length ? (0, 0) : Longest(before, next, at, shifts);
            if (length < LeastPiece && at < next.Length)
            {
                length = 1;
                continue;
            }

            if (!writer.Add(next[literal..at], from, length))
                return null;
            literal = at + length;
            if (at == next.Length)
                break;
        }

        if (writer.Length + next.Length / 8 >= next.Length)
            return null;
        WriteFingerprint(before[Head..], pieces);
        return pieces[..writer.Length];
    }

    private static (int From, int Length) Longest(ReadOnlySpan<byte> before, ReadOnlySpan<byte> next, int at, ReadOnlySpan<int> shifts)
    {
        var (from, longest) = (0, 0);
        foreach (var shift in shifts)
        {
            var source = at + shift;
            if (source < Head || source >= before.Length)
                continue;
            var length = Math.Min(before[source..].CommonPrefixLength(next[at..]), byte.MaxValue);
            if (length > longest)
                (from, longest) = (source, length);
        }

        return (from, longest);
    }

    // As text, which is what a script has of it.
    private static void WriteFingerprint(ReadOnlySpan<byte> before, Span<byte> fingerprint)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(before, hash);
        Convert.TryToHexStringLower(hash[..(FingerprintSize / 2)], fingerprint, out _);
    }

    // Each piece of the record before comes after the bytes that go between it and the one before.
    private ref struct Writer(Span<byte> bytes)
    {
        private readonly Span<byte> _bytes = bytes;

        public int Length { get; private set; } = FingerprintSize;

        public bool Add(ReadOnlySpan<byte> between, int from, int length)
        {
            while (between.Length > byte.MaxValue)
            {
                if (!Piece(between[..byte.MaxValue], 0, 0))
                    return false;
                between = between[byte.MaxValue..];
            }

            return Piece(between, from, length);
        }

        private bool Piece(ReadOnlySpan<byte> between, int from, int length)
        {
            if (Length + PieceSize + between.Length > _bytes.Length)
                return false;
            var piece = _bytes[Length..];
            piece[0] = (byte)between.Length;
            between.CopyTo(piece[1..]);
            BinaryPrimitives.WriteUInt16BigEndian(piece[(1 + between.Length)..], (ushort)from);
            piece[1 + between.Length + sizeof(ushort)] = (byte)length;
            Length += PieceSize + between.Length;
            return true;
        }
    }
}
