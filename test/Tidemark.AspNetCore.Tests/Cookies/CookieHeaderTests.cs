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
        Assert.Equal(CookieReading.WellFormed, CookieHeader.Read([$"sid={Text}", $"sid={other}"], "sid", out var id));
        Assert.Equal(Id, id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sid")]
    [InlineData("=;=;=")]
    [InlineData("SID=x")]
    [InlineData("a=sid=x")]
    [InlineData("\"sid\"=x")]
    public void Without_a_cookie_of_the_name_there_is_none(string header) =>
        Assert.Equal(CookieReading.Absent, CookieHeader.Read([header], "sid", out _));

    [Fact]
    public void A_missing_line_is_no_cookie() => Assert.Equal(CookieReading.Absent, CookieHeader.Read([null], "sid", out _));

    [Theory]
    [InlineData("sid=")]
    [InlineData("sid=x")]
    [InlineData("sid=..............................................")]
    public void Requirement_05_what_was_never_issued_here_is_malformed(string header) =>
        Assert.Equal(CookieReading.Malformed, CookieHeader.Read([header], "sid", out _));

    [Fact]
    public void Requirement_05_every_other_length_is_malformed()
    {
        for (var length = 0; length < 100; length++)
        {
            var expected = length == SessionId.TextLength ? CookieReading.WellFormed : CookieReading.Malformed;
            Assert.Equal(expected, CookieHeader.Read(["sid=" + new string('A', length)], "sid", out _));
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
            Assert.NotEqual(CookieReading.WellFormed, CookieHeader.Read([$"sid={forged}"], "sid", out _));
        }
    }

    [Fact]
    public void Requirement_05_a_second_spelling_of_an_id_is_malformed()
    {
        // The last of 43 characters carries two bits that must be zero.
        var well = 0;
        foreach (var last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            well += CookieHeader.Read([$"sid={Text[..42]}{last}"], "sid", out _) == CookieReading.WellFormed ? 1 : 0;
        Assert.Equal(16, well);
    }

    private static void AssertFound(string header)
    {
        Assert.Equal(CookieReading.WellFormed, CookieHeader.Read([header], "sid", out var id));
        Assert.Equal(Id, id);
    }
}
