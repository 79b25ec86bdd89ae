namespace Tidemark.Graph.Tests.Schemas;

/// <summary>Members that a deploy adds have in older sessions what they have in a new instance.</summary>
public sealed class AddedMemberTests
{
    [Fact]
    public void What_an_initialiser_gives_a_new_instance_it_gives_one_that_was_stored_before()
    {
        var read = Builds.Read<Before.Cart, After.Cart>(Before.Cart.OfTwo());

        var cart = read.Value;
        Assert.Equal(("Ada", 5, "EUR"), (cart.Customer, cart.Limit, cart.Currency));
        Assert.Equal(["new"], cart.Notes);
        Assert.Equal(["base"], cart.FromBase);
        Assert.Equal("hidden", cart.TellHidden());
        Assert.Equal(7, cart.Lines[0].Total.Rate);
        Assert.Equal(7, cart.Totals["a"].Rate);
        Assert.All(cart.Lines, line => Assert.Empty(line.Tags));
        Assert.NotSame(cart.Lines[0].Tags, cart.Lines[1].Tags);
        Assert.Empty(read.UnsetMembers);
        Assert.True(Builds.PlanOf<After.Cart>().IsSame(cart, read.Baseline.Span));
    }

    [Fact]
    public void What_refers_to_the_new_instance_refers_to_the_one_that_was_stored()
    {
        var cart = Builds.Read<Before.Cart, After.Cart>(Before.Cart.OfTwo()).Value;

        Assert.Same(cart, cart.Audit.Owner);
        Assert.Same(cart.Audit, cart.Audit.Twin);
        Assert.Same(cart.Notes, cart.Audit.Notes);
        Assert.Same(cart.Lines, cart.Audit.Lines);
        Assert.Equal(2, cart.Lines.Count);
    }

    [Fact]
    public void Keys_that_gained_a_member_are_found()
    {
        var cart = Builds.Read<Before.Cart, After.Cart>(Before.Cart.OfTwo()).Value;

        Assert.Equal("first", cart.Places[new After.Place("a")]);
        Assert.Contains(new After.Place("b"), cart.Seen);
        Assert.Equal([new After.Place("a"), new After.Place("b")], cart.Seen.OrderBy(place => place.Name));
    }

    [Fact]
    public void Parameters_with_default_values_stand_for_a_constructor_without_parameters()
    {
        var place = Builds.Read<Old<Before.Place>, New<After.Place>>(new() { Value = new("a") });

        Assert.Equal(new After.Place("a", 5, DayOfWeek.Friday, 3, null), place.Value.Value);
        Assert.Empty(place.UnsetMembers);
        Assert.Equal(new After.Money(2, "EUR"), Builds.Read<Old<Before.Money>, New<After.Money>>(new() { Value = new(2) }).Value.Value);
    }

    [Fact]
    public void Members_that_nothing_gives_a_value_are_told_if_they_are_declared_never_to_be_null()
    {
        var read = Builds.Read<Old<Before.Person>, New<After.Person>>(new() { Value = new("Ada") });

        Assert.Equal(new After.Person("Ada", null!, null, 0), read.Value.Value);
        Assert.Equal(["Person.Address"], read.UnsetMembers);
        Assert.Equal(["Form.Text"], Builds.Read<Old<Before.Form>, New<After.Form>>(new() { Value = new() }).UnsetMembers);
    }

    [Fact]
    public void A_class_that_derives_from_a_collection_keeps_its_elements_and_gets_its_members()
    {
        var list = Builds.Read<Old<List<int>>, New<After.Numbers>>(new() { Value = [1, 2] }).Value.Value;

        Assert.Equal([1, 2], list);
        Assert.Equal("fresh", list.Name);
    }

    [Fact]
    public void A_constructor_that_throws_is_the_error_of_those_who_need_it_alone()
    {
        var refused = Assert.Throws<GraphSchemaException>(
            () => Builds.Read<Old<List<Before.Picky>>, New<List<After.Picky>>>(new() { Value = [new()] }));

        Assert.Equal(("Value[0]", "no Notes"), (refused.Path, refused.Written));
        Assert.IsType<NotSupportedException>(refused.InnerException);
        Assert.Contains("threw NotSupportedException", refused.Message, StringComparison.Ordinal);
        var plan = Builds.PlanOf<After.Picky>();
        Assert.Equal("own", plan.Decode(plan.Encode(After.Picky.Make("own"))).Notes);
    }

    [Fact]
    public void Deep_and_shared_values_of_a_new_instance_come_whole()
    {
        var deep = Builds.Read<Old<Before.Deep>, New<After.Deep>>(new() { Value = new() }).Value.Value;

        var depth = 0;
        for (var link = deep.First; link is not null; link = link.Next)
            Assert.Equal(depth++, link.Number);
        Assert.Equal(150, depth);
        Assert.Same(deep.First, deep.Again);
    }

    [Fact]
    public void What_is_carried_and_what_is_new_do_not_get_in_each_others_way()
    {
        var (older, newer) = (Builds.PlanOf<Before.Both>(), Builds.PlanOf<After.Both>());
        var translation = newer.Translate(older.Encode(new Before.Both { Name = "a", Old = "carried" }), older.Schema);
        Assert.Equal(["new"], translation.Value.Notes);
        translation.Value.Notes.Add("more");

        var (payload, schema) = translation.Encode(translation.Value, out translation);

        var back = newer.Translate(payload, GraphSchema.Parse(schema.Bytes.Span)).Value;
        Assert.Equal(["new", "more"], back.Notes);
        Assert.Equal("carried", older.Translate(payload, schema).Value.Old);
    }
}
