using System.ComponentModel;
using System.Data;
using System.Dynamic;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Shapes;

/// <summary>A refusal says what to do, and whoever does it is not refused again.</summary>
public sealed class RemedyTests
{
    [Fact]
    public void An_object_of_a_class_in_a_slot_of_object_is_accepted_once_it_is_registered()
    {
        var refused = Refuse(new Order { Anything = new Note { Text = "a" } });
        Assert.Equal("Anything", refused.Path);
        Assert.Contains("Add typeof(Note) to GraphOptions.KnownTypes", refused.Message);
        Assert.DoesNotContain("SessionDerivedType", refused.Message);

        var plan = new GraphSerializer(new GraphOptions { KnownTypes = { typeof(Note) } }).PlanOf<Order>();
        Assert.Equal("a", Assert.IsType<Note>(plan.Decode(plan.Encode(new Order { Anything = new Note { Text = "a" } })).Anything).Text);
    }

    [Fact]
    public void An_enum_in_a_slot_of_a_type_of_the_framework_is_accepted_once_it_is_registered()
    {
        IsAcceptedOnceRegistered<object>(Colour.Blue);
        IsAcceptedOnceRegistered<Enum>(Colour.Blue);
        IsAcceptedOnceRegistered<IComparable>(Colour.Blue);
        IsAcceptedOnceRegistered<object>(new List<Colour> { Colour.Red, Colour.Blue });
        IsAcceptedOnceRegistered<object>(new[] { Colour.Blue });
        IsAcceptedOnceRegistered<object>((1, Colour.Blue));
    }

    [Fact]
    public void A_type_that_is_not_yours_is_accepted_once_it_is_converted_in_slots_of_its_own_and_of_object()
    {
        var refused = Assert.Throws<GraphException>(() => new GraphSerializer().PlanOf<Choice>());
        Assert.Equal("Item", refused.Path);
        Assert.Contains("GraphOptions.Convert<ListSortDescription, ...>", refused.Message);
        var sort = new ListSortDescription(null, ListSortDirection.Ascending);
        Assert.Contains("GraphOptions.Convert<ListSortDescription, ...>", Refuse(new Order { Anything = sort }).Message);

        var serializer = new GraphSerializer(new GraphOptions().Convert<ListSortDescription, ListSortDirection>(
            description => description.SortDirection, direction => new ListSortDescription(null, direction)));
        var (choices, orders) = (serializer.PlanOf<Choice>(), serializer.PlanOf<Order>());
        var item = new ListSortDescription(null, ListSortDirection.Descending);
        Assert.Equal(ListSortDirection.Descending, choices.Decode(choices.Encode(new Choice { Item = item })).Item!.SortDirection);
        var copy = orders.Decode(orders.Encode(new Order { Anything = item }));
        Assert.Equal(ListSortDirection.Descending, Assert.IsType<ListSortDescription>(copy.Anything).SortDirection);
    }

    [Fact]
    public void A_class_that_derives_from_a_collection_of_the_framework_without_a_codec_can_be_converted()
    {
        var refused = Assert.Throws<GraphException>(() => new GraphSerializer().PlanOf<Bound>());
        Assert.Contains("derives from BindingList<Int32>", refused.Message);
        Assert.Contains("GraphOptions.Convert<Bound, ...>", refused.Message);

        var serializer = new GraphSerializer(new GraphOptions().Convert<Bound>(
            bound => string.Join(',', bound), text => new Bound(text.Split(',').Select(int.Parse))));
        var plan = serializer.PlanOf<Holder<Bound>>();
        Assert.Equal([1, 2], plan.Decode(plan.Encode(new Holder<Bound> { Value = new Bound([1, 2]) })).Value!);
    }

    [Fact]
    public void An_anonymous_object_is_told_to_become_a_class()
    {
        var refused = Refuse(new Order { Anything = new { Name = "a" } });

        Assert.Equal("Anything", refused.Path);
        Assert.Contains("Keep a record or a class instead", refused.Message);
        Assert.DoesNotContain("KnownTypes", refused.Message);
    }

    [Fact]
    public void What_is_known_at_run_time_only_is_told_what_to_keep()
    {
        Assert.Contains("Dictionary<string, object?>", Refuse(new Order { Anything = new ExpandoObject() }).Message);
        using var table = new DataTable();
        Assert.Contains("rows in a list", Refuse(new Order { Anything = table }).Message);
        Assert.Contains("Keep its Value", Refuse(new Order { Anything = new Lazy<int>(3) }).Message);
    }

    [Fact]
    public void A_class_in_an_interface_of_the_framework_is_not_told_to_mark_that()
    {
        var plan = new GraphSerializer().PlanOf<Holder<IEnumerable<int>>>();

        var refused = Assert.Throws<GraphException>(() => plan.Encode(new Holder<IEnumerable<int>> { Value = new Numbers() }));

        Assert.Contains("Add typeof(Numbers) to GraphOptions.KnownTypes", refused.Message);
        Assert.DoesNotContain("SessionDerivedType", refused.Message);
    }

    [Fact]
    public void A_handle_in_a_member_names_the_attribute_and_the_method_that_makes_it_anew()
    {
        var refused = Assert.Throws<GraphException>(() => new GraphSerializer().PlanOf<Holder<SemaphoreSlim>>());

        Assert.Contains("[SessionIgnore]", refused.Message);
        Assert.Contains("[OnDeserialized]", refused.Message);
        Assert.Contains("GraphOptions.Convert", refused.Message);
    }

    [Fact]
    public void A_file_local_class_is_told_to_become_internal_or_to_have_a_name()
    {
        Assert.Contains("[SessionName]", Assert.Throws<GraphException>(() => new GraphSerializer().PlanOf<List<Hidden>>()).Message);

        var plan = new GraphSerializer().PlanOf<List<Named>>();
        Assert.Equal(3, plan.Decode(plan.Encode([new Named { Number = 3 }]))[0].Number);
    }

    private static void IsAcceptedOnceRegistered<T>(T value) where T : class
    {
        var plan = new GraphSerializer().PlanOf<Holder<T>>();
        var refused = Assert.Throws<GraphException>(() => plan.Encode(new Holder<T> { Value = value }));
        Assert.Equal("Value", refused.Path);
        Assert.Contains("Add typeof(Colour) to GraphOptions.KnownTypes", refused.Message);
        Assert.DoesNotContain("Convert", refused.Message);

        plan = new GraphSerializer(new GraphOptions { KnownTypes = { typeof(Colour) } }).PlanOf<Holder<T>>();
        var bytes = plan.Encode(new Holder<T> { Value = value });
        Assert.Equal(value, plan.Decode(bytes).Value);
        Assert.True(plan.IsSame(new Holder<T> { Value = value }, bytes));
    }

    private static GraphException Refuse(Order order)
    {
        var plan = new GraphSerializer().PlanOf<Order>();
        return Assert.Throws<GraphException>(() => plan.Encode(order));
    }

    public sealed class Note
    {
        public string Text { get; set; } = "";
    }

    public enum Colour
    {
        Red,
        Blue,
    }

    public sealed class Choice
    {
        public ListSortDescription? Item { get; set; }
    }

    public sealed class Bound(IEnumerable<int> numbers) : BindingList<int>(numbers.ToList());

    public sealed class Numbers : List<int>;

    public sealed class Holder<T> where T : class
    {
        public T? Value { get; set; }
    }
}

file sealed class Hidden
{
    public int Number { get; set; }
}

[SessionName("Shop.Named")]
file sealed class Named
{
    public int Number { get; set; }
}
