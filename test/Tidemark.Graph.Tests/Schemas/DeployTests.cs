namespace Tidemark.Graph.Tests.Schemas;

public sealed class DeployTests
{
    [Fact]
    public void The_new_build_reads_what_the_old_one_wrote()
    {
        var line = new First.Line { Sku = "a", Qty = 3 };
        var old = new First.Cart
        {
            Customer = "Ada", Lines = { line, new() { Sku = "b", Qty = 1 } }, Version = 7, Favourite = line,
            ByName = { ["x"] = line }, Total = new() { Amount = 9.5m }, Notes = { new("n") }, Payment = new First.Card { Digits = "12" },
        };

        var translation = Builds.Read<First.Cart, Second.Cart>(old);

        var cart = translation.Value;
        Assert.Equal(("Ada", 7L, 9.5m, null, null), (cart.Customer, cart.Version, cart.Total.Amount, cart.Total.Currency, cart.Coupon));
        Assert.Equal([("a", 3), ("b", 1)], cart.Lines.Select(read => (read.Sku, read.Quantity)));
        Assert.Same(cart.Lines[0], cart.Favourite);
        Assert.Same(cart.Lines[0], cart.ByName["x"]);
        Assert.Null(cart.Gifts);
        Assert.Equal(new Second.Note("n", 0), cart.Notes[0]);
        Assert.Equal("12", Assert.IsType<Second.Card>(cart.Payment).Digits);
        Assert.False(translation.CarriesMembers);
        Assert.True(Builds.PlanOf<Second.Cart>().IsSame(cart, translation.Baseline.Span));
    }

    [Fact]
    public void The_old_build_keeps_what_it_does_not_know()
    {
        var cart = NewCart();
        var translation = Builds.Read<Second.Cart, First.Cart>(cart);
        var old = translation.Value;
        Assert.True(translation.CarriesMembers);
        Assert.Same(old.Lines[0], old.Favourite);

        old.Customer = "Bob";
        old.Lines[1].Qty = 20;
        old.Lines.RemoveAt(0);
        old.Lines.Insert(0, new First.Line { Sku = "new", Qty = 1 });
        old.Lines.Add(old.Lines[1]);
        old.Version++;
        old.Total = old.Total with { Amount = 11 };

        var back = Builds.ReadBack<First.Cart, Second.Cart>(translation, old);
        Assert.Equal(("Bob", 8L, "COUPON", 11m, "EUR"), (back.Customer, back.Version, back.Coupon, back.Total.Amount, back.Total.Currency));
        Assert.Equal([("new", 1, 0m), ("b", 20, 0.2m), ("b", 20, 0.2m)], back.Lines.Select(line => (line.Sku, line.Quantity, line.Discount)));
        Assert.Same(back.Lines[1], back.Lines[2]);
        Assert.Same(back, back.Lines[1].Owner);
        Assert.Equal(new Second.Origin("FR", DayOfWeek.Friday), back.Lines[1].Origin);
        Assert.Null(back.Lines[0].Owner);
        Assert.Equal(("a", 0.1m), (back.Favourite!.Sku, back.Favourite.Discount));
        Assert.Equal(("Bank", new DateOnly(2026, 1, 2)), (((Second.Card)back.Payment!).Bank, back.Payment.Due));

        // A gift that is also a line is still that line; one that nobody else holds is as it was.
        Assert.Same(back.Lines[1], back.Gifts![0]);
        Assert.Equal(("gift", 0.3m), (back.Gifts[1].Sku, back.Gifts[1].Discount));
    }

    [Fact]
    public void What_an_instance_carried_goes_with_it()
    {
        var translation = Builds.Read<Second.Cart, First.Cart>(NewCart());
        var old = translation.Value;
        old.Lines.Clear();
        old.Favourite = null;
        old.ByName.Clear();
        old.Payment = new First.Card();

        var back = Builds.ReadBack<First.Cart, Second.Cart>(translation, old);

        Assert.Null(back.Payment!.Due);
        Assert.Equal([("b", 0.2m), ("gift", 0.3m)], back.Gifts!.Select(line => (line.Sku, line.Discount)));
    }

    [Fact]
    public void Immutable_values_keep_what_they_carried_where_they_are_equal_and_else_in_their_place()
    {
        var translation = Builds.Read<Second.Cart, First.Cart>(
            new Second.Cart { Notes = { new("a", 1), new("b", 2), new("c", 3) } });
        var old = translation.Value;

        old.Notes[1] = new First.Note("changed");
        Assert.Equal([1, 2, 3], Builds.ReadBack<First.Cart, Second.Cart>(translation, old).Notes.Select(note => note.Stars));

        old.Notes.RemoveAt(0);
        Assert.Equal([0, 3], Builds.ReadBack<First.Cart, Second.Cart>(translation, old).Notes.Select(note => note.Stars));

        old.Notes = [new("c"), new("new"), new("a"), new("b")];
        Assert.Equal([3, 0, 1, 2], Builds.ReadBack<First.Cart, Second.Cart>(translation, old).Notes.Select(note => note.Stars));
    }

    [Fact]
    public void What_was_written_last_says_which_values_keep_what_they_carried()
    {
        var translation = Builds.Read<Second.Cart, First.Cart>(new Second.Cart { Notes = { new("a", 1), new("b", 2) } });
        var old = translation.Value;

        old.Notes.RemoveAt(0);
        translation.Encode(old, out translation);
        old.Notes.Add(new("new"));

        // Against what was read first, the count would be as it was, and the new one in the place of the old one.
        Assert.Equal([2, 0], Builds.ReadBack<First.Cart, Second.Cart>(translation, old).Notes.Select(note => note.Stars));
    }

    [Fact]
    public void What_was_not_touched_comes_back_byte_for_byte_if_the_writer_knew_all_members()
    {
        var writer = Builds.PlanOf<Second.Line>();
        var payload = writer.Encode(new Second.Line { Sku = "a", Quantity = 2, Discount = 0.5m, Origin = new("DE", DayOfWeek.Monday) });
        var translation = Builds.PlanOf<First.Line>().Translate(payload, writer.Schema);

        var (written, schema) = translation.Encode(translation.Value);

        Assert.Equal(writer.Schema.Fingerprint, schema.Fingerprint);
        Assert.Equal(payload, written);
    }

    [Fact]
    public void Types_that_this_build_does_not_have_are_carried_too()
    {
        var writer = Builds.PlanOf<NewBox>(typeof(Second.Origin), typeof(Second.Card));
        var origin = new Second.Origin("FR", DayOfWeek.Friday);
        var translation = Builds.PlanOf<OldBox>().Translate(
            writer.Encode(new NewBox { Number = 1, Extras = [origin, 5, new List<Second.Origin> { origin }], Extra = new Second.Card { Bank = "b" } }),
            writer.Schema);
        translation.Value.Number++;

        var (payload, schema) = translation.Encode(translation.Value);

        var back = writer.Translate(payload, GraphSchema.Parse(schema.Bytes.Span)).Value;
        Assert.Equal(2, back.Number);
        Assert.Equal([origin, 5], back.Extras[..2]);
        Assert.Equal([origin], Assert.IsType<List<Second.Origin>>(back.Extras[2]));
        Assert.Equal("b", Assert.IsType<Second.Card>(back.Extra).Bank);
    }

    [Fact]
    public void A_type_that_this_build_does_not_have_is_refused_where_this_build_looks()
    {
        var writer = Builds.PlanOf<Old<object>>(typeof(Second.Origin));
        var payload = writer.Encode(new() { Value = new Second.Origin("FR", DayOfWeek.Friday) });

        var refused = Assert.Throws<GraphSchemaException>(() => Builds.PlanOf<New<object>>().Translate(payload, writer.Schema));

        Assert.Equal(("Value", "Shop.Origin"), (refused.Path, refused.Written));
    }

    [Fact]
    public void A_long_list_keeps_what_each_element_carried()
    {
        var cart = new Second.Cart();
        for (var i = 0; i < 5000; i++)
            cart.Lines.Add(new() { Sku = $"sku {i}", Quantity = i, Discount = i });
        var translation = Builds.Read<Second.Cart, First.Cart>(cart);
        translation.Value.Lines.Reverse();

        var back = Builds.ReadBack<First.Cart, Second.Cart>(translation, translation.Value);

        Assert.Equal(cart.Lines.Select(line => (line.Quantity, line.Discount)).Reverse(), back.Lines.Select(line => (line.Quantity, line.Discount)));
    }

    [Fact]
    public void Nothing_is_carried_between_equal_builds()
    {
        var plan = Builds.PlanOf<First.Cart>();
        var payload = plan.Encode(new First.Cart { Customer = "Ada" });

        var translation = plan.Translate(payload, plan.Schema);

        Assert.Equal(payload, translation.Baseline.ToArray());
        Assert.Equal(payload, translation.Encode(translation.Value).Payload);
        Assert.False(translation.CarriesMembers);
    }

    [SessionName("Box")]
    private sealed class OldBox
    {
        public int Number { get; set; }
    }

    [SessionName("Box")]
    private sealed class NewBox
    {
        public List<object?> Extras { get; set; } = [];

        public int Number { get; set; }

        public Second.Payment? Extra { get; set; }
    }

    internal static Second.Cart NewCart()
    {
        var cart = new Second.Cart
        {
            Customer = "Ada", Coupon = "COUPON", Version = 7, Total = new() { Amount = 10, Currency = "EUR" },
            Payment = new Second.Card { Digits = "12", Bank = "Bank", Due = new DateOnly(2026, 1, 2) },
        };
        cart.Lines.Add(new() { Sku = "a", Quantity = 1, Discount = 0.1m, Owner = cart });
        cart.Lines.Add(new() { Sku = "b", Quantity = 2, Discount = 0.2m, Owner = cart, Origin = new("FR", DayOfWeek.Friday) });
        cart.Favourite = cart.Lines[0];
        cart.ByName.Add("b", cart.Lines[1]);
        cart.Gifts = [cart.Lines[1], new() { Sku = "gift", Discount = 0.3m }];
        return cart;
    }
}
