using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Schemas;

/// <summary>Members whose declared type moved up or down in a hierarchy, and types that were renamed or are not known.</summary>
public sealed class InheritanceTests
{
    [Fact]
    public void A_class_becomes_a_base_class_or_interface_that_knows_it_and_back()
    {
        var card = new CardPayment { LastDigits = "1234", Amount = new Money(5, "EUR") };

        var asInterface = Builds.Read<Old<CardPayment>, New<IPayment>>(new() { Value = card }).Value.Value;
        Assert.Equal("1234", Assert.IsType<CardPayment>(asInterface).LastDigits);
        var asClass = Builds.Read<Old<IPayment>, New<CardPayment>>(new() { Value = card }).Value.Value;
        Assert.Equal(card.Amount, asClass.Amount);
        var asObject = Builds.Read<Old<CardPayment>, New<object>>(new() { Value = card }, typeof(CardPayment)).Value.Value;
        Assert.IsType<CardPayment>(asObject);
        var inList = Builds.Read<Old<List<CardPayment>>, New<IPayment[]>>(new() { Value = [card, card] }).Value.Value;
        Assert.Same(inList[0], inList[1]);
    }

    [Fact]
    public void An_instance_of_another_class_does_not_fit_a_slot_of_one()
    {
        var invoice = new InvoicePayment(new Money(5, "EUR"), new Address("Elm", 1));

        var refused = Assert.Throws<GraphSchemaException>(() => Builds.Read<Old<IPayment>, New<CardPayment>>(new() { Value = invoice }));

        Assert.Equal("Value", refused.Path);
        Assert.Equal(typeof(InvoicePayment).FullName, refused.Written);
    }

    [Fact]
    public void A_class_that_nobody_registered_is_refused_with_the_remedy()
    {
        var refused = Assert.Throws<GraphSchemaException>(
            () => Builds.Read<Old<List<CashPayment>>, New<List<IPayment>>>(new() { Value = [new CashPayment()] }));

        Assert.Equal("Value[0]", refused.Path);
        Assert.Contains("[SessionDerivedType]", refused.Message);
    }

    [Fact]
    public void A_renamed_class_without_its_old_name_is_refused_with_the_remedy()
    {
        var refused = Assert.Throws<GraphSchemaException>(
            () => Builds.Read<Old<CardPayment>, New<CashPayment>>(new() { Value = new CardPayment() }));

        Assert.Contains("[SessionName(\"Tidemark.Graph.Tests.Models.CardPayment\")]", refused.Message);
    }

    [Fact]
    public void A_struct_becomes_a_class_of_its_name_and_back()
    {
        var read = Builds.Read<Old<PointStruct[]>, New<PointClass[]>>(new() { Value = [new() { X = 1 }] }).Value.Value;
        Assert.Equal(1, read[0].X);
        var back = Builds.Read<Old<PointClass>, New<PointStruct?>>(new() { Value = new() { X = 2 } }).Value.Value;
        Assert.Equal(2, back!.Value.X);
        Assert.Throws<GraphSchemaException>(() => Builds.Read<Old<PointClass?>, New<PointStruct>>(new() { Value = null }));
    }

    [Fact]
    public void The_root_itself_may_change_its_type()
    {
        Assert.Equal([1L, 2L], Builds.Read<List<int>, long[]>([1, 2]).Value);
        Assert.Equal("", Assert.Throws<GraphSchemaException>(() => Builds.Read<List<int>, string>([1, 2])).Path);
    }

    [Fact]
    public void A_generic_class_follows_its_arguments()
    {
        var page = new Page<int>(7) { Box = new Box<int> { Content = 8, Count = 1 } };

        var read = Builds.Read<Old<Page<int>>, New<Page<long>>>(new() { Value = page }).Value.Value;

        Assert.Equal((7L, 8L, 1), (read.First, read.Box.Content, read.Box.Count));
    }

    [Fact]
    public void A_class_that_became_another_sort_of_type_is_refused()
    {
        Assert.Throws<GraphSchemaException>(() => Builds.Read<Old<PointClass>, New<object>>(new() { Value = new() }, typeof(PointList)));
        Assert.Throws<GraphSchemaException>(() => Builds.Read<Old<PointList>, New<PointTable>>(new() { Value = [1] }));
        Assert.Throws<GraphSchemaException>(() => Builds.Read<Old<PointClass>, New<PointEnum>>(new() { Value = new() }));
    }

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        Assert.Contains("brackets or commas", Assert.Throws<GraphException>(() => Builds.PlanOf<BadlyNamed>()).Message);
        Assert.Contains("of the framework", Assert.Throws<GraphException>(() => Builds.PlanOf<NamedInt>()).Message);
        Assert.Contains("two of its members", Assert.Throws<GraphException>(() => Builds.PlanOf<TwiceNamed>()).Message);
    }

    [SessionName("Point")]
    private struct PointStruct
    {
        public int X { get; set; }
    }

    [SessionName("Point")]
    private sealed class PointClass
    {
        public int X { get; set; }
    }

    [SessionName("Point")]
    private sealed class PointList : List<int>;

    [SessionName("Point")]
    private sealed class PointTable : Dictionary<int, int>;

    [SessionName("Point")]
    private enum PointEnum;

    [SessionName("A[B]")]
    private sealed class BadlyNamed;

    [SessionName("System.Int32")]
    private sealed class NamedInt;

    private sealed class TwiceNamed
    {
        [SessionName("B")]
        public int A { get; set; }

        public int B { get; set; }
    }
}
