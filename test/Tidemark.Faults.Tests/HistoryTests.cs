using System.Net;
using Tidemark.Faults.Node;
using Xunit.Sdk;

namespace Tidemark.Faults.Tests;

/// <summary>A checker that catches nothing proves nothing.</summary>
public sealed class HistoryTests
{
    private readonly History _history = new();

    public HistoryTests()
    {
        _history.Note("good", Answer(HttpStatusCode.OK));
        _history.Note("refused", Answer(HttpStatusCode.ServiceUnavailable, "was not saved"));
        _history.Note("unknown", Answer(HttpStatusCode.ServiceUnavailable, "It is not known whether"));
        _history.Note("cut", Answer(null));
        _history.Note("unsent", Answer(null) with { WasSent = false });
    }

    [Theory]
    [InlineData("good")]
    [InlineData("good,unknown")]
    [InlineData("cut,good")]
    public void What_may_be_is_fine(string ids) => _history.Check(Of(ids));

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("good,good")]
    [InlineData("good,refused")]
    [InlineData("good,unsent")]
    [InlineData("good,another")]
    [InlineData("good,unknown,unknown")]
    public void What_may_not_be_is_seen(string ids) => Assert.ThrowsAny<XunitException>(() => _history.Check(Of(ids)));

    [Fact]
    public void A_count_that_lost_an_update_is_seen() =>
        Assert.ThrowsAny<XunitException>(() => _history.Check(new Journal { Ids = ["good", "cut"], Count = 1 }));

    [Fact]
    public void Visits_at_once_are_seen()
    {
        Assert.Equal(1, Overlap.Most([new Visit(1, 2), new Visit(2, 3), new Visit(5, 6)]));
        Assert.Equal(2, Overlap.Most([new Visit(1, 3), new Visit(2, 4), new Visit(3, 6)]));
    }

    private static Answer Answer(HttpStatusCode? status, string body = "") => new(status, body, null, default, true);

    private static Journal Of(string ids)
    {
        List<string> all = [.. ids.Split(',', StringSplitOptions.RemoveEmptyEntries)];
        return new Journal { Ids = all, Count = all.Count };
    }
}
