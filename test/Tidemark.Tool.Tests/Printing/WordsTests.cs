using Tidemark.Tool.Printing;

namespace Tidemark.Tool.Tests.Printing;

public class WordsTests
{
    [Theory]
    [InlineData("00:00:00", "0s")]
    [InlineData("-00:00:05", "0s")]
    [InlineData("00:00:59.9", "59s")]
    [InlineData("00:01:00", "1m")]
    [InlineData("00:12:05", "12m5s")]
    [InlineData("02:00:59", "2h")]
    [InlineData("23:59:59", "23h59m")]
    [InlineData("3.04:59:00", "3d4h")]
    [InlineData("1000.00:59:00", "1,000d")]
    public void A_span_is_told_by_its_two_greatest_units(string span, string words) => Assert.Equal(words, Words.Span(TimeSpan.Parse(span)));

    [Fact]
    public void Numbers_have_their_nouns() =>
        Assert.Equal(["1 byte", "0 bytes", "1,234 patches"], [Words.Count(1, "byte"), Words.Count(0, "byte"), Words.Count(1234, "patch", "patches")]);
}
