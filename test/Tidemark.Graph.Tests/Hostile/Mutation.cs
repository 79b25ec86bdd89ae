namespace Tidemark.Graph.Tests.Hostile;

/// <summary>Damages a payload the way hostile or broken stores do: flips, cuts, repeats, huge numbers, pieces of other payloads.</summary>
internal static class Mutation
{
    private static readonly byte[][] Tokens =
        [[0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80], [0, 0, 0, 0], [1], [2], [3], [4], [5]];

    public static byte[] Of(byte[] payload, byte[] other, Random random)
    {
        var bytes = new List<byte>(payload);
        for (var times = random.Next(1, 4); times > 0; times--)
            Once(bytes, other, random);
        return [.. bytes];
    }

    private static void Once(List<byte> bytes, byte[] other, Random random)
    {
        if (bytes.Count == 0)
            return;
        var at = random.Next(bytes.Count);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, random.Next(Math.Min(8, bytes.Count - at)));
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, random.Next(bytes.Count - at)));
                break;
            case 5:
                bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                break;
            default:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, random.Next(Math.Min(32, other.Length - from))).ToArray());
                break;
        }
    }
}
