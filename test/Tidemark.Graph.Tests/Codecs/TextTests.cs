namespace Tidemark.Graph.Tests.Codecs;

/// <summary>Strings around the sizes where they are walked otherwise: by character, by 8, 16 or 32, with one byte of length or two.</summary>
public sealed class TextTests
{
    private static readonly GraphPlan<string> Plan = new GraphSerializer().PlanOf<string>();

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 140), 255, 256, 257, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_character_that_changed_is_seen_wherever_it_stands(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        var bytes = Plan.Encode(text);
        Assert.Equal(text, Plan.Decode(bytes));
        Assert.True(Plan.IsSame(new string(text), bytes));
        for (var at = 0; at < length; at++)
        {
            foreach (var other in "A\u00e9\u0161\u4e2d")
            {
                var changed = text[..at] + other + text[(at + 1)..];
                var changedBytes = Plan.Encode(changed);
                Assert.False(Plan.IsSame(changed, bytes));
                Assert.False(Plan.IsSame(text, changedBytes));
                Assert.True(Plan.IsSame(changed, changedBytes));
                Assert.Equal(changed, Plan.Decode(changedBytes));
            }
        }
    }
}
