using Tidemark.Graph.Tests.GeneratedShapes.Types;

namespace Tidemark.Graph.Tests.GeneratedShapes.Laws;

/// <summary>Damaged bytes end in a value or in the typed error.</summary>
internal static class DamagedBytes
{
    // Behind it lies the graph; damage to the head itself is found at once.
    private const int HeadSize = 10;

    public static Failure? Check(World world, object? graph, byte[] bytes, int salt)
    {
        var random = new Random(salt);
        for (var i = 0; i < 3 && bytes.Length > HeadSize; i++)
        {
            var damaged = i == 0 ? bytes[..random.Next(bytes.Length)] : Flipped(bytes, random);
            try
            {
                world.Plan.Compare(graph, damaged);
                world.Plan.Decode(damaged);
                if (i == 0)
                    return new Failure("A payload that was cut is refused", $"at {damaged.Length} of {bytes.Length}");
            }
            catch (GraphFormatException)
            {
            }
            catch (Exception other)
            {
                return new Failure("Damaged bytes end in a value or the typed error", $"{Convert.ToHexString(damaged)}: {other}");
            }
        }

        return null;
    }

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        var damaged = (byte[])bytes.Clone();
        for (var times = random.Next(1, 3); times > 0; times--)
        {
            var at = random.Next(HeadSize, bytes.Length);
            damaged[at] = random.Next(3) switch
            {
                0 => (byte)(damaged[at] ^ (1 << random.Next(8))),
                1 => (byte)random.Next(12),
                _ => (byte)random.Next(256),
            };
        }

        return damaged;
    }
}
