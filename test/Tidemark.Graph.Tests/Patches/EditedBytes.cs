using System.Text;

namespace Tidemark.Graph.Tests.Patches;

/// <summary>
/// A baseline of one of six kinds and what a list of numbers makes of it. The first number picks the baseline, each other one is an edit: all
/// of them mean something, so that cases shrink.
/// </summary>
internal sealed class EditedBytes
{
    private const int Kinds = 6;

    private readonly List<byte> _value;

    public EditedBytes(int[] instructions)
    {
        var first = instructions.Length == 0 ? 0u : (uint)instructions[0];
        Baseline = BaselineOf(first % Kinds, (int)(first / 7 % 8000), new Random((int)first));
        _value = [.. Baseline];
        foreach (var instruction in instructions.Skip(1))
            Edit(new Random(instruction));
    }

    public byte[] Baseline { get; }

    public byte[] Value => [.. _value];

    /// <summary>How many splices the edits are, if told well.</summary>
    public int Splices { get; private set; }

    /// <summary>How many bytes the edits brought in, copies of others among them.</summary>
    public int Inserted { get; private set; }

    public static byte[] BaselineOf(uint kind, int length, Random random) => kind switch
    {
        0 => BytesOf(length, random),
        1 => RecordsOf(length),
        2 => TextOf(length, random),
        3 => new byte[length],
        4 => [.. Enumerable.Range(0, length).Select(i => (byte)(i % 48))],
        _ => [.. Enumerable.Range(0, length).Select(i => i % 300 < 4 ? (byte)(i / 7) : (byte)0)],
    };

    public static byte[] BytesOf(int length, Random random)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Lines of a cart as a serialiser may write them: alike, but for a number and a code.</summary>
    public static byte[] Record(int number) =>
        [.. BitConverter.GetBytes(1000 + number), .. Encoding.ASCII.GetBytes($"SKU-{number * 7919 % 100_000:D5} Cotton shirt, colour {number % 5}, size M"), .. new byte[12]];

    private static byte[] RecordsOf(int length) => [.. Enumerable.Range(0, (length / 60) + 1).SelectMany(Record).Take(length)];

    private static byte[] TextOf(int length, Random random)
    {
        string[] words = ["the ", "store ", "holds ", "a ", "patch ", "of ", "one ", "graph ", "and ", "its ", "baseline "];
        var text = new StringBuilder();
        while (text.Length < length)
            text.Append(words[random.Next(words.Length)]);
        return Encoding.UTF8.GetBytes(text.ToString(0, length));
    }

    private void Edit(Random random)
    {
        var length = Math.Min(random.Next(1, random.Next(8) == 0 ? 600 : 80), _value.Count);
        var at = random.Next(_value.Count - length + 1);
        switch (random.Next(7))
        {
            case 0:
                Insert(at, BytesOf(length, random));
                break;
            case 1:
                _value.RemoveRange(at, length);
                Splices++;
                break;
            case 2:
                _value.RemoveRange(at, length);
                Insert(at, BytesOf(random.Next(80), random));
                break;
            case 3:
                MoveTo(random.Next(_value.Count - length + 1), at, length);
                break;
            case 4:
                Insert(random.Next(_value.Count + 1), [.. _value.GetRange(at, length)]);
                break;
            case 5:
                Scatter(random.Next(1, 12), random);
                break;
            default:
                _value.RemoveRange(at, length);
                Insert(at, Encoding.UTF8.GetBytes(new string('x', random.Next(40))));
                break;
        }
    }

    private void Insert(int at, byte[] bytes)
    {
        _value.InsertRange(at, bytes);
        Inserted += bytes.Length;
        Splices++;
    }

    private void MoveTo(int to, int from, int length)
    {
        var block = _value.GetRange(from, length);
        _value.RemoveRange(from, length);
        _value.InsertRange(to, block);
        Splices += 3;
    }

    private void Scatter(int times, Random random)
    {
        for (var i = 0; i < times && _value.Count > 0; i++)
            _value[random.Next(_value.Count)] ^= (byte)random.Next(1, 256);
        Inserted += times;
        Splices += times;
    }
}
