namespace Tidemark.Architecture.Tests;

/// <summary>What a test says may quote any bytes, such as a server's, and must not end the process that writes the report of the tests.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData("one\vtwo")]
    [InlineData("\u001b[31m")]
    [InlineData("\ud800")]
    public void Any_text_may_be_said_by_a_test(string text)
    {
        var output = TestContext.Current.TestOutputHelper;
        Assert.NotNull(output);
        output.WriteLine(text);
        Assert.Contains(text, output.Output, StringComparison.Ordinal);
    }
}
