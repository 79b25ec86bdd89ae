using System.Collections.Immutable;
using System.Text;

namespace Tidemark.Graph.Tests.Shapes;

/// <summary>A process that cannot compile code, by Native AOT: there not all fields can be seen.</summary>
public sealed class WithoutCodeTests
{
    private readonly GraphSerializer _graph = new(new GraphOptions { CompilesCode = false, ImmutableTypes = { typeof(Told) } });

    [Fact]
    public void Types_of_the_application_can_change_unless_it_says_that_they_cannot()
    {
        Assert.False(_graph.IsImmutable(typeof(Sealed)));
        Assert.False(_graph.IsImmutable(typeof(Empty)));
        Assert.False(_graph.IsImmutable(typeof(Pair)));
        Assert.False(_graph.IsImmutable(typeof(ImmutableList<Sealed>)));
        Assert.False(_graph.IsImmutable(typeof((int, Sealed))));
        Assert.True(_graph.IsImmutable(typeof(Marked)));
        Assert.True(_graph.IsImmutable(typeof(Told)));
        Assert.True(_graph.IsImmutable(typeof(string)));
        Assert.True(_graph.IsImmutable(typeof(DayOfWeek)));
        Assert.True(_graph.IsImmutable(typeof(ImmutableList<int>)));
        Assert.True(new GraphSerializer().IsImmutable(typeof(Sealed)));
    }

    [Fact]
    public void What_needs_compiled_code_is_refused_with_the_remedy()
    {
        foreach (var plan in new Action[] { () => _graph.PlanOf<Sealed>(), () => _graph.PlanOf<List<int>>(), () => _graph.PlanOf<DayOfWeek>() })
        {
            var refused = Assert.Throws<GraphException>(plan);
            Assert.Contains("Native AOT", refused.Message, StringComparison.Ordinal);
            Assert.Contains("serialiser", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_text_and_numbers_need_none()
    {
        var bytes = _graph.PlanOf<byte[]>();
        var stored = bytes.Encode(Encoding.UTF8.GetBytes("Ada"));
        Assert.Equal("Ada", Encoding.UTF8.GetString(bytes.Decode(stored)));
        Assert.Equal(new GraphSerializer().PlanOf<byte[]>().Encode(Encoding.UTF8.GetBytes("Ada")), stored);
        Assert.Equal("text", _graph.PlanOf<string>().Decode(_graph.PlanOf<string>().Encode("text")));
        Assert.Equal(7, _graph.PlanOf<int>().Decode(_graph.PlanOf<int>().Encode(7)));
    }

    private sealed record Sealed(string Name);

    private sealed class Empty;

    private readonly record struct Pair(int X, int Y);

    [SessionImmutable]
    private sealed record Marked(string Name);

    private sealed record Told(string Name);
}
