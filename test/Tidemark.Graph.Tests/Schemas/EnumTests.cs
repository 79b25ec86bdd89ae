using System.Collections.Immutable;
using Was = Tidemark.Graph.Tests.Schemas.FirstEnums;
using Now = Tidemark.Graph.Tests.Schemas.SecondEnums;

namespace Tidemark.Graph.Tests.Schemas;

/// <summary>Enums travel by the names of their members, whatever numbers two builds give them.</summary>
public sealed class EnumTests
{
    [Fact]
    public void A_member_in_the_middle_makes_no_value_another_one()
    {
        var read = Builds.Read<Was.Order, Now.Order>(Order(), typeof(Now.Status));

        var order = read.Value;
        Assert.Equal((Now.Status.Paid, Now.Status.Shipped, Now.Status.Paid), (order.Status, order.Before, order.Boxed));
        Assert.Equal(Now.Rights.Read | Now.Rights.Write | Now.Rights.Admin, order.Rights);
        Assert.Equal([Now.Status.Shipped, Now.Status.Draft, Now.Status.Paid], order.Steps);
        Assert.Equal(new[,] { { Now.Status.Paid, Now.Status.Draft } }, order.Grid);
        Assert.Equal([Now.Status.Draft, Now.Status.Paid], order.Seen);
        Assert.Equal([Now.Status.Shipped, Now.Status.Draft, Now.Status.Paid], order.Sorted);
        Assert.Equal("paid", order.Names[Now.Status.Paid]);
        Assert.Equal([(Now.Status.Shipped, 3), (Now.Status.Draft, 1), (Now.Status.Paid, 2)], order.Counts.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal((Now.Status.Paid, 7), order.Pair);
        Assert.Equal([(Now.Status.Shipped, 1), (Now.Status.Draft, 1)], order.Pairs);
        Assert.Equal([Now.Status.Shipped], order.Memory.ToArray());
        Assert.True(Builds.PlanOf<Now.Order>(typeof(Now.Status)).IsSame(order, read.Baseline.Span));
        Assert.Equal("sent draft paid", string.Join(' ', Emptied(order.Queue)));
    }

    [Fact]
    public void Values_that_another_build_wrote_keep_their_names_beside_what_is_carried()
    {
        var (older, newer) = (Builds.PlanOf<Was.Order>(typeof(Was.Status)), Builds.PlanOf<Now.Order>(typeof(Now.Status)));
        var order = new Now.Order { Status = Now.Status.Draft, Carried = Now.Status.Submitted, CarriedSteps = [Now.Status.Submitted, Now.Status.Paid] };
        var translation = older.Translate(newer.Encode(order), newer.Schema);
        translation.Value.Status = Was.Status.Paid;
        translation.Value.Sorted = [Was.Status.Draft, Was.Status.Sent];
        translation.Value.Steps = [Was.Status.Sent, Was.Status.Paid];
        translation.Value.Rights = Was.Rights.All;

        var (payload, schema) = translation.Encode(translation.Value);

        var back = newer.Translate(payload, GraphSchema.Parse(schema.Bytes.Span));
        Assert.Equal((Now.Status.Paid, Now.Status.Submitted), (back.Value.Status, back.Value.Carried));
        Assert.Equal([Now.Status.Submitted, Now.Status.Paid], back.Value.CarriedSteps);
        Assert.Equal([Now.Status.Shipped, Now.Status.Draft], back.Value.Sorted);
        Assert.Equal([Now.Status.Shipped, Now.Status.Paid], back.Value.Steps);
        Assert.Equal(Now.Rights.Read | Now.Rights.Write | Now.Rights.Admin, back.Value.Rights);
        Assert.True(newer.IsSame(back.Value, back.Baseline.Span));
    }

    [Fact]
    public void A_member_that_is_gone_is_refused_by_path_and_name()
    {
        var refused = Assert.Throws<GraphSchemaException>(
            () => Builds.Read<Old<Now.Status[]>, New<Was.Status[]>>(new() { Value = [Now.Status.Draft, Now.Status.Submitted] }));

        Assert.Equal("Value[1]", refused.Path);
        Assert.Contains("no Submitted", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[SessionName]", refused.Message, StringComparison.Ordinal);
        Assert.Equal([Was.Status.Draft], Reads<Now.Status[], Was.Status[]>([Now.Status.Draft]));
        Refuses<Now.Status, Was.Status>(Now.Status.Submitted);
        Refuses<HashSet<Now.Status>, HashSet<Was.Status>>([Now.Status.Submitted]);
        Refuses<Now.Status?, Was.Status?>(Now.Status.Submitted);
        Refuses<Now.Rights, Was.Rights>(Now.Rights.Read | Now.Rights.Comment);
    }

    [Fact]
    public void Combined_flags_follow_bit_by_bit_and_bits_without_a_name_stay()
    {
        Assert.Equal(Now.Rights.Read | Now.Rights.Admin, Reads<Was.Rights, Now.Rights>(Was.Rights.Read | Was.Rights.Admin));
        Assert.Equal(Now.Rights.Read | Now.Rights.Write | Now.Rights.Admin, Reads<Was.Rights, Now.Rights>(Was.Rights.All));
        Assert.Equal(Now.Rights.None, Reads<Was.Rights, Now.Rights>(Was.Rights.None));
        Assert.Equal(Now.Rights.Read | (Now.Rights)64, Reads<Was.Rights, Now.Rights>(Was.Rights.Read | (Was.Rights)64));

        // What was a bit without a name must not become Write.
        Refuses<Was.Rights, Now.Rights>((Was.Rights)4);
        Assert.Equal(NewWide.Top | NewWide.Low, Reads<OldWide, NewWide>(OldWide.Top | OldWide.Low));
        Assert.Equal(OldWide.Top | OldWide.Low, Reads<NewWide, OldWide>(NewWide.Top | NewWide.Low));
    }

    [Fact]
    public void Flags_that_nobody_marked_are_refused_rather_than_misread()
    {
        Assert.Equal(NewUnmarked.Write, Reads<OldUnmarked, NewUnmarked>(OldUnmarked.Write));
        Refuses<OldUnmarked, NewUnmarked>(OldUnmarked.Read | OldUnmarked.Write);
        Assert.Equal((NewUnmarked)100, Reads<OldUnmarked, NewUnmarked>((OldUnmarked)100));
        Refuses<OldUnmarked, NewUnmarked>((OldUnmarked)4);
    }

    [Fact]
    public void Two_names_of_one_number_are_one_value()
    {
        Assert.Equal(OneName.Cancelled, Reads<TwoNames, OneName>(TwoNames.Canceled));
        Assert.Equal(TwoNames.Canceled, Reads<OneName, TwoNames>(OneName.Cancelled));
        Refuses<TwoNames, Split>(TwoNames.Canceled);
        Assert.Equal([OneName.Open, OneName.Cancelled], Reads<HashSet<Split>, HashSet<OneName>>([Split.Open, Split.Cancelled]));
        Assert.Equal([TwoNames.Open, TwoNames.Canceled], Reads<HashSet<Split>, HashSet<TwoNames>>([Split.Open, Split.Cancelled, Split.Canceled]));
        var refused = Refuses<Dictionary<Split, int>, Dictionary<TwoNames, int>>(new() { [Split.Cancelled] = 1, [Split.Canceled] = 2 });
        Assert.Contains("two keys", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_where_a_key_stands_once_are_two_that_become_one_refused()
    {
        Refuses<SortedList<Split, int>, SortedList<TwoNames, int>>(new() { [Split.Cancelled] = 1, [Split.Canceled] = 2 });
        Refuses<ImmutableDictionary<Split, int>, ImmutableDictionary<TwoNames, int>>(
            ImmutableDictionary<Split, int>.Empty.Add(Split.Cancelled, 1).Add(Split.Canceled, 2));
        var queue = Reads<PriorityQueue<Split, int>, PriorityQueue<TwoNames, int>>(
            new([(Split.Open, 1), (Split.Cancelled, 2), (Split.Canceled, 3), (Split.Open, 4)]));
        Assert.Equal(
            [TwoNames.Open, TwoNames.Cancelled, TwoNames.Canceled, TwoNames.Open],
            queue.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element));
    }

    [Fact]
    public void Enums_without_members_and_numbers_go_by_the_number()
    {
        Assert.Equal((NewId)17, Reads<OldId, NewId>((OldId)17));
        Assert.Equal(Now.Status.Paid, Reads<int, Now.Status>(3));
        Assert.Equal(1, Reads<Was.Status, int>(Was.Status.Paid));
        Assert.Equal([Now.Status.Paid], Reads<int[], Now.Status[]>([3]));
        Refuses<NewId, OldId>((NewId)300);
    }

    [Fact]
    public void Another_member_or_another_number_makes_another_schema()
    {
        Assert.NotEqual(Builds.PlanOf<Was.Status>().Schema.Fingerprint, Builds.PlanOf<Now.Status>().Schema.Fingerprint);
        Assert.NotEqual(Builds.PlanOf<TwoNames>().Schema.Fingerprint, Builds.PlanOf<OneName>().Schema.Fingerprint);
        Assert.NotEqual(Builds.PlanOf<TwoNames>().Schema.Fingerprint, Builds.PlanOf<Split>().Schema.Fingerprint);
        var copy = GraphSchema.Parse(Builds.PlanOf<Now.Order>().Schema.Bytes.Span);
        Assert.Equal(Builds.PlanOf<Now.Order>().Schema.ToString(), copy.ToString());
        Assert.Contains("  Sent = 0\n  Draft = 1\n", copy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_given_twice_or_are_empty_are_refused_at_once()
    {
        Assert.Contains("two of its members are named A", Assert.Throws<GraphException>(() => Builds.PlanOf<Twice[]>()).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<GraphException>(() => Builds.PlanOf<Empty>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_tells_names_without_the_types()
    {
        var plan = Builds.PlanOf<Was.Order>(typeof(Was.Status));
        var tree = plan.Schema.Read(plan.Encode(Order()));

        Assert.Equal("Paid", ((GraphLeaf)tree.Find("Status")!).EnumName);
        Assert.Equal("All", ((GraphLeaf)tree.Find("Rights")!).EnumName);
        Assert.Equal("Draft", ((GraphLeaf)tree.Find("Steps[1]")!).EnumName);
        Assert.Contains("Status: Shop.Status Paid (1)", tree.ToString(), StringComparison.Ordinal);
    }

    private static Was.Order Order() => new()
    {
        Status = Was.Status.Paid, Before = Was.Status.Sent, Boxed = Was.Status.Paid, Rights = Was.Rights.All,
        Steps = [Was.Status.Sent, Was.Status.Draft, Was.Status.Paid], Grid = new[,] { { Was.Status.Paid, Was.Status.Draft } },
        Seen = [Was.Status.Draft, Was.Status.Paid], Sorted = [Was.Status.Draft, Was.Status.Paid, Was.Status.Sent],
        Names = { [Was.Status.Paid] = "paid" }, Counts = { [Was.Status.Draft] = 1, [Was.Status.Paid] = 2, [Was.Status.Sent] = 3 },
        Queue = new([("paid", Was.Status.Paid), ("draft", Was.Status.Draft), ("sent", Was.Status.Sent)]), Pair = (Was.Status.Paid, 7),
        Pairs = [(Was.Status.Draft, 1), (Was.Status.Sent, 1)], Memory = new[] { Was.Status.Sent },
    };

    private static IEnumerable<string> Emptied(PriorityQueue<string, Now.Status> queue)
    {
        while (queue.TryDequeue(out var name, out _))
            yield return name;
    }

    private static TNew Reads<TOld, TNew>(TOld value)
    {
        var read = Builds.Read<Old<TOld>, New<TNew>>(new() { Value = value });
        Assert.True(Builds.PlanOf<New<TNew>>().IsSame(read.Value, read.Baseline.Span));
        return read.Value.Value;
    }

    private static GraphSchemaException Refuses<TOld, TNew>(TOld value) => Assert.Throws<GraphSchemaException>(() => Reads<TOld, TNew>(value));

    [Flags]
    [SessionName("Wide")]
    private enum OldWide
    {
        Low = 1,
        Top = int.MinValue,
    }

    [Flags]
    [SessionName("Wide")]
    private enum NewWide : ulong
    {
        Low = 1,
        Top = 1UL << 63,
    }

    [SessionName("Unmarked")]
    private enum OldUnmarked
    {
        Read = 1,
        Write = 2,
    }

    [SessionName("Unmarked")]
    private enum NewUnmarked
    {
        Read = 1,
        Comment = 2,
        Write = 4,
    }

    [SessionName("Order")]
    private enum OneName
    {
        Open = 1,
        Cancelled = 5,
    }

    [SessionName("Order")]
    private enum TwoNames
    {
        Open,
        Cancelled = 2,
        Canceled = 2,
    }

    [SessionName("Order")]
    private enum Split
    {
        Cancelled,
        Canceled,
        Open,
    }

    [SessionName("Id")]
    private enum OldId : byte
    {
    }

    [SessionName("Id")]
    private enum NewId
    {
    }

    private enum Twice
    {
        A,
        [SessionName("A")]
        B,
    }

    private enum Empty
    {
        [SessionName("")]
        A,
    }
}
