using Tidemark.Graph.Tests.Schemas;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>Values of two builds, each read by the schema of its own.</summary>
public sealed class TwoBuildsTests
{
    [Fact]
    public void Members_in_another_order_and_new_ones_without_a_value_are_no_difference() => Told(
        new Before.Box { Number = 1, Text = "text", Inner = new Before.Box { Number = 2 } },
        new After.Box { Number = 1, Text = "text", Inner = new After.Box { Number = 2 } });

    [Fact]
    public void A_member_that_only_one_build_has_differs_if_it_has_a_value() => Told(
        new Before.Box { Inner = new Before.Box() },
        new After.Box { Label = "", Amount = 0.00m, Inner = new After.Box { Count = 0, Size = new After.Size { Depth = 1 } } },
        "Inner.Count", "Inner.Size", "Label", "Amount");

    [Fact]
    public void A_member_of_another_type_differs()
    {
        Told(new Before.Jar { Number = 1 }, new After.Jar { Number = 1 }, "Number");
        Told(new Before.Jar { Content = "text" }, new After.Jar { Content = 'x' }, "Number", "Content");
        Told(new Old<int> { Value = 1 }, new New<long> { Value = 1 }, "");
    }

    [Fact]
    public void Enums_go_by_the_names_of_their_members()
    {
        Told(new Old<Before.Colour> { Value = Before.Colour.Red }, new New<After.Colour> { Value = After.Colour.Red });
        Told(new Old<Before.Colour> { Value = (Before.Colour)1 }, new New<After.Colour> { Value = (After.Colour)1 }, "Value");
        Told(
            new Old<Before.Colour[]> { Value = [Before.Colour.Red, Before.Colour.Blue] },
            new New<After.Colour[]> { Value = [After.Colour.Red, After.Colour.Blue] });
        Told(
            new Old<HashSet<Before.Colour>> { Value = [Before.Colour.Red, Before.Colour.Blue] },
            new New<HashSet<After.Colour>> { Value = [After.Colour.Blue, After.Colour.Red] });
    }

    [Fact]
    public void Elements_without_order_are_found_though_one_build_has_more_members() => Told(
        new Old<HashSet<Before.Box>> { Value = [new() { Number = 1 }, new() { Number = 2 }] },
        new New<HashSet<After.Box>> { Value = [new() { Number = 2 }, new() { Number = 1 }] });

    [Fact]
    public void A_type_that_became_mutable_got_an_identity_which_does_not_count()
    {
        var (old, now) = (new Before.Coin(5), new After.Coin { Worth = 5 });
        Told(new Before.Purse { One = old, Other = old }, new After.Purse { One = now, Other = now });
        Told(new Before.Purse { One = old, Other = old }, new After.Purse { One = now, Other = new After.Coin { Worth = 5 } });
        Told(new Before.Purse { One = old, Other = old }, new After.Purse { One = now, Other = new After.Coin { Worth = 6 } }, "Other.Worth");
        Told(
            new Before.Purse { All = [new(1), new(2), new(3)] },
            new After.Purse { All = [new() { Worth = 3 }, new() { Worth = 2 }, new() { Worth = 1 }] });
        Told(
            new Before.Purse { All = [new(1), new(2), new(3)] },
            new After.Purse { All = [new() { Worth = 3 }, new() { Worth = 2 }, new() { Worth = 4 }] },
            "All");
    }

    private static void Told<TOld, TNew>(TOld one, TNew other, params string[] paths)
    {
        var (left, right) = (Read(one), Read(other));

        Assert.Equal(paths.Order(), GraphTreeComparison.Of(left, right).Changes.Order());
        Assert.Equal(paths.Order(), GraphTreeComparison.Of(right, left).Changes.Order());
    }

    private static GraphNode Read<T>(T graph)
    {
        var plan = Builds.PlanOf<T>();
        return GraphSchema.Parse(plan.Schema.Bytes.Span).Read(plan.Encode(graph));
    }

    private static class Before
    {
        [SessionName("Colour")]
        public enum Colour
        {
            Red = 1,
            Blue = 2,
        }

        [SessionName("Coin")]
        public sealed record Coin(int Worth);

        [SessionName("Purse")]
        public sealed class Purse
        {
            public Coin? One { get; set; }

            public Coin? Other { get; set; }

            public HashSet<Coin> All { get; set; } = [];
        }

        [SessionName("Jar")]
        public sealed class Jar
        {
            public int Number { get; set; }

            public object? Content { get; set; }
        }

        [SessionName("Box")]
        public sealed class Box
        {
            public int Number { get; set; }

            public string? Text { get; set; }

            public Box? Inner { get; set; }
        }
    }

    private static class After
    {
        [SessionName("Colour")]
        public enum Colour
        {
            Blue = 1,
            Red = 7,
        }

        [SessionName("Size")]
        public struct Size
        {
            public int Width { get; set; }

            public int Depth { get; set; }
        }

        [SessionName("Coin")]
        public sealed class Coin
        {
            public int Worth { get; set; }
        }

        [SessionName("Purse")]
        public sealed class Purse
        {
            public Coin? One { get; set; }

            public Coin? Other { get; set; }

            public HashSet<Coin> All { get; set; } = [];
        }

        [SessionName("Jar")]
        public sealed class Jar
        {
            public long Number { get; set; }

            public object? Content { get; set; }
        }

        [SessionName("Box")]
        public sealed class Box
        {
            public Box? Inner { get; set; }

            public string? Label { get; set; }

            public decimal Amount { get; set; }

            public int? Count { get; set; }

            public Size Size { get; set; }

            public string? Text { get; set; }

            public int Number { get; set; }
        }
    }
}
