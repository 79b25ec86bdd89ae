using Tidemark.Redis.Tests.Servers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Spoils one field of one session, as a fault of memory or a hand that slips does.</summary>
/// <param name="Field">Which one.</param>
/// <param name="Bytes">What it holds then; null if it is gone.</param>
/// <param name="Words">What was done to it.</param>
internal sealed record Damage(string Field, byte[]? Bytes, string Words)
{
    /// <summary>An attribute of which the record says that it has four thousand million patches.</summary>
    public static Damage OfManyPatches(IReadOnlyList<(string Field, byte[] Bytes)> fields, string attribute)
    {
        var bytes = fields.Single(field => field.Field == "record").Bytes.ToArray();
        byte[] name = [0, 0, 0, (byte)attribute.Length, .. System.Text.Encoding.UTF8.GetBytes(attribute)];
        bytes.AsSpan(bytes.AsSpan().LastIndexOf(name) + name.Length + sizeof(long) + sizeof(int), sizeof(int)).Fill(0xff);
        return new Damage("record", bytes, "4,294,967,295 patches");
    }

    /// <summary>Damage to any field of a session.</summary>
    public static Damage Draw(Random random, IReadOnlyList<(string Field, byte[] Bytes)> fields)
    {
        var (field, whole) = fields[random.Next(fields.Count)];
        var bytes = whole.ToArray();
        switch (random.Next(8))
        {
            case 0 when bytes.Length > 0:
                var at = random.Next(bytes.Length);
                bytes[at] ^= (byte)(1 << random.Next(8));
                return new Damage(field, bytes, $"a bit of byte {at} is flipped");
            case 1 when bytes.Length > 0:
                var length = random.Next(bytes.Length);
                return new Damage(field, bytes[..length], $"cut to {length} of {bytes.Length} bytes");
            case 2:
                return new Damage(field, null, "gone");
            case 3:
                random.NextBytes(bytes);
                return new Damage(field, bytes, "noise");
            case 4:
                var more = new byte[random.Next(1, 3000)];
                random.NextBytes(more);
                return new Damage(field, [.. bytes, .. more], $"{more.Length} bytes longer");
            case 5:
                return new Damage(field, new byte[bytes.Length], "zeros");
            default:
                // Counts and times have two, four and eight bytes.
                var size = Math.Min(2 << random.Next(3), bytes.Length);
                var from = bytes.Length - size > 0 ? random.Next(bytes.Length - size + 1) : 0;
                bytes.AsSpan(from, size).Fill(random.Next(2) == 0 ? (byte)0xff : (byte)0x7f);
                return new Damage(field, bytes, $"{size} bytes from {from} are huge");
        }
    }

    public static async Task<IReadOnlyList<(string Field, byte[] Bytes)>> FieldsAsync(RespConnection connection, string key) =>
        [.. (await connection.RunAsync("HGETALL", key)).Items.Chunk(2).Select(pair => (pair[0].Text, pair[1].Bytes)).OrderBy(pair => pair.Text, StringComparer.Ordinal)];

    public Task ApplyAsync(RespConnection connection, string key) => connection.RunAsync(
        [.. new[] { Bytes is null ? "HDEL" : "HSET", key, Field }.Select(System.Text.Encoding.UTF8.GetBytes), .. Bytes is { } bytes ? [bytes] : Array.Empty<byte[]>()],
        CancellationToken.None);

    public override string ToString() => $"{Field}: {Words}";
}
