using System.Buffers;
using BenchmarkDotNet.Attributes;
using Tidemark.Bench.HandWritten;
using Tidemark.Bench.Models;
using Tidemark.Graph;

namespace Tidemark.Bench.Verbs;

/// <summary>A cart of 10 lines and one of 200, and what each way of writing makes of them.</summary>
[MemoryDiagnoser]
public abstract class CartBenchmark
{
    [Params(10, 200)]
    public int Lines { get; set; }

    protected static GraphPlan<Cart> Plan { get; } = new GraphSerializer().PlanOf<Cart>();

    protected Cart Cart { get; private set; } = null!;

    protected byte[] HandBytes { get; private set; } = null!;

    protected byte[] GraphBytes { get; private set; } = null!;

    protected byte[] JsonBytes { get; private set; } = null!;

    /// <summary>Made once and used again, as a server does.</summary>
    protected ArrayBufferWriter<byte> Output { get; } = new(1 << 20);

    [GlobalSetup]
    public void Prepare()
    {
        Cart = Carts.WithLines(Lines);
        HandBytes = Encoded(output => HandWriter.Write(Cart, output));
        GraphBytes = Encoded(output => Plan.Encode(Cart, output));
        JsonBytes = CartJson.Write(Cart);
        Verify();
    }

    /// <summary>Throws if a contender does not do what it is measured for.</summary>
    protected abstract void Verify();

    protected static void Require(bool isTrue, string what)
    {
        if (!isTrue)
            throw new InvalidOperationException($"Not so: {what}.");
    }

    private static byte[] Encoded(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
