namespace Tidemark.AspNetCore.Tests;

public sealed class CookieHeaderTests
{
    private static readonly SessionId Id = SessionId.New();
    private static readonly string Text = Id.Reveal();

    [Fact]
    public void An_id_that_was_issued_is_found_among_other_cookies() =>
        AssertFound($"a=1; sid={Text}; sidx=2");

    [Theory]
    [InlineData("sid={0}")]
    [InlineData("  sid={0}  ")]
    [InlineData("sid={0};")]
    [InlineData(";;; ;sid={0};;")]
    [InlineData("sid2=x;sid={0}")]
    [InlineData("xsid=1;Sid=2;sid={0};sid=3")]
    [InlineData("sid=first-is-malformed; sid={0}")]
    public void Odd_spelling_around_a_good_cookie_does_no_harm(string form) => AssertFound(string.Format(form, Text));

    [Fact]
    public void The_first_well_formed_one_of_several_counts()
    {
        var other = SessionId.New().Reveal();
        AssertFound($"sid={Text}; sid={other}");
        Assert.Equal(CookieReading.WellFormed, Read(out var ids, $"sid={Text}", $"sid={other}"));
        Assert.Equal(Id, ids[0]);
    }

    [Fact]
    public void All_well_formed_ones_are_found_in_their_order_each_once_and_no_more_than_a_few()
    {
        var ids = Enumerable.Range(0, CookieHeader.MostIds + 3).Select(_ => SessionId.New()).ToArray();
        var line = string.Join("; ", ids.Select(id => $"sid={id.Reveal()}; sid=junk; sid={Text}"));

        Read(out var found, line);
        Assert.Equal([ids[0], Id, .. ids[1..(CookieHeader.MostIds - 1)]], found);
    }

    [Fact]
    public void The_ids_found_are_the_first_distinct_ones_of_any_header()
    {
        var known = Enumerable.Range(0, 6).Select(_ => SessionId.New()).ToArray();
        var random = new Random(20_250_101);
        for (var run = 0; run < 5_000; run++)
        {
            var sent = Enumerable.Range(0, random.Next(0, 9)).Select(_ => known[random.Next(known.Length)]).ToArray();
            var header = new List<string> { "" };
            foreach (var id in sent)
            {
                var junk = random.Next(4) switch { 0 => "sid=junk; ", 1 => "a=1;", 2 => $"xsid={Text};", _ => "" };
                header[^1] += $"{junk}sid={id.Reveal()};";
                if (random.Next(3) == 0)
                    header.Add("");
            }

            Read(out var found, [.. header]);
            Assert.Equal(sent.Distinct().Take(CookieHeader.MostIds), found);
        }
    }

    [Fact]
    public void The_usual_cookie_is_read_at_no_cost()
    {
        string?[] header = [$"theme=dark; sid={Text}; other=1"];
        Span<SessionId> ids = stackalloc SessionId[CookieHeader.MostIds];
        CookieHeader.Read(header, "sid", ids, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            CookieHeader.Read(header, "sid", ids, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sid")]
    [InlineData("=;=;=")]
    [InlineData("SID=x")]
    [InlineData("a=sid=x")]
    [InlineData("\"sid\"=x")]
    public void Without_a_cookie_of_the_name_there_is_none(string header) =>
        Assert.Equal(CookieReading.Absent, Read(out _, header));

    [Fact]
    public void A_missing_line_is_no_cookie() => Assert.Equal(CookieReading.Absent, Read(out _, [null]));

    [Theory]
    [InlineData("sid=")]
    [InlineData("sid=x")]
    [InlineData("sid=..............................................")]
    public void Requirement_05_what_was_never_issued_here_is_malformed(string header) =>
        Assert.Equal(CookieReading.Malformed, Read(out _, header));

    [Fact]
    public void Requirement_05_every_other_length_is_malformed()
    {
        for (var length = 0; length < 100; length++)
        {
            var expected = length == SessionId.TextLength ? CookieReading.WellFormed : CookieReading.Malformed;
            Assert.Equal(expected, Read(out _, "sid=" + new string('A', length)));
        }
    }

    [Fact]
    public void Requirement_05_every_character_outside_the_alphabet_is_malformed()
    {
        for (var code = 0; code < 0x180; code++)
        {
            var character = (char)code;
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or ';')
                continue;
            var forged = string.Concat(Text.AsSpan(0, 20), character.ToString(), Text.AsSpan(21));
            Assert.NotEqual(CookieReading.WellFormed, Read(out _, $"sid={forged}"));
        }
    }

    [Fact]
    public void Requirement_05_a_second_spelling_of_an_id_is_malformed()
    {
        // The last of 43 characters carries two bits that must be zero.
        var well = 0;
        foreach (var last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            well += Read(out _, $"sid={Text[..42]}{last}") == CookieReading.WellFormed ? 1 : 0;
        Assert.Equal(16, well);
    }

    private static void AssertFound(string header)
    {
        Assert.Equal(CookieReading.WellFormed, Read(out var ids, header));
        Assert.Equal(Id, ids[0]);
    }

    private static CookieReading Read(out SessionId[] ids, params string?[] lines)
    {
        var found = new SessionId[CookieHeader.MostIds];
        var reading = CookieHeader.Read(lines, "sid", found, out var count);
        ids = found[..count];
        return reading;
    }
}
