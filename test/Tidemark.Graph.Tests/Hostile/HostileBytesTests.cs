using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Hostile;

public sealed class HostileBytesTests
{
    private const int Cases = 1_000_000;

    // What a refusal itself takes (exception, message, trace), and how much larger objects are than the bytes that pay for them.
    private const long PerDecode = 32 * 1024;
    private const long PerByte = 128;

    [Fact]
    public void A_million_mutated_payloads_end_in_a_graph_or_in_one_typed_error()
    {
        var seed = Random.Shared.Next();
        var subjects = Subjects.All();
        Parallel.For(0, Environment.ProcessorCount, worker =>
        {
            var random = new Random(seed + worker);
            for (var i = 0; i < Cases / Environment.ProcessorCount; i++)
            {
                var subject = subjects[random.Next(subjects.Length)];
                var payload = Mutation.Of(subject.Payload, subjects[random.Next(subjects.Length)].Payload, random);

                // Half of the damage would only be found in the head: most cases keep it.
                if (payload.Length >= 10 && random.Next(8) != 0)
                    subject.Payload.AsSpan(0, 10).CopyTo(payload);
                Decode(subject, payload, $"seed {seed}, worker {worker}, case {i}, {subject.Name}");
            }
        });
    }

    [Fact]
    public void Every_prefix_of_a_payload_ends_in_one_typed_error()
    {
        foreach (var subject in Subjects.All())
        {
            for (var length = 0; length < subject.Payload.Length; length++)
            {
                var prefix = subject.Payload[..length];
                Assert.Throws<GraphFormatException>(() => subject.Decode(prefix));
            }
        }
    }

    [Fact]
    public void A_payload_of_another_shape_is_refused_with_both_shapes()
    {
        var serializer = new GraphSerializer();
        var payload = serializer.PlanOf<Cart>().Encode(new Cart());

        var refused = Assert.Throws<GraphFormatException>(() => serializer.PlanOf<Order>().Decode(payload));

        Assert.Contains("Order in this build is of schema", refused.Message);
    }

    [Fact]
    public void A_payload_of_another_format_version_is_refused_by_its_number()
    {
        var plan = new GraphSerializer().PlanOf<Cart>();
        var payload = plan.Encode(new Cart());
        payload[0] = 9;

        Assert.Contains("format version 9", Assert.Throws<GraphFormatException>(() => plan.Decode(payload)).Message);
        Assert.False(plan.Compare(new Cart(), payload).IsSame);
    }

    // The runtime grows a thread's tables now and then, on whoever comes next: what is too much must be so a second time.
    private static void Decode(Subject subject, byte[] payload, string which)
    {
        var bound = PerDecode + (PerByte * payload.Length);
        var allocated = AllocatedBy(subject, payload, which);
        if (allocated > bound)
            allocated = AllocatedBy(subject, payload, which);
        Assert.True(allocated <= bound, $"{which}: {allocated} bytes for a payload of {payload.Length}");
    }

    private static long AllocatedBy(Subject subject, byte[] payload, string which)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            subject.Decode(payload);
        }
        catch (GraphFormatException)
        {
        }
        catch (Exception other)
        {
            Assert.Fail($"{which}: {other}");
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
