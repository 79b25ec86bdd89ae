namespace Tidemark.AspNetCore.Tests;

public sealed class SessionIdSourceTests
{
    [Fact]
    public void Requirement_01_a_million_ids_differ_and_use_every_bit()
    {
        const int count = 1_000_000;
        var seen = new HashSet<SessionId>(count);
        var ones = new int[SessionId.Size * 8];
        Span<byte> bytes = stackalloc byte[SessionId.Size];
        for (var i = 0; i < count; i++)
        {
            var id = SessionId.New();
            Assert.True(seen.Add(id));
            id.CopyTo(bytes);
            for (var bit = 0; bit < ones.Length; bit++)
                ones[bit] += (bytes[bit >> 3] >> (bit & 7)) & 1;
        }

        // Eight standard deviations of a fair coin: 1 run in 10^15 fails by chance.
        Assert.All(ones, share => Assert.InRange(share, (count / 2) - 4_000, (count / 2) + 4_000));
    }

    [Fact]
    public void Requirement_01_the_text_has_no_meaning_beside_the_bits()
    {
        var id = SessionId.New();
        Assert.Equal(SessionId.TextLength, id.Reveal().Length);
        Assert.True(SessionId.TryParse(id.Reveal(), out var back));
        Assert.Equal(id, back);
        Assert.DoesNotContain(id.Reveal(), $"{id} {(object)id}");
    }
}
