using System.Text.RegularExpressions;
using Tidemark.Graph.Trees;

namespace Tidemark.Graph.Tests.Trees;

/// <summary>Which places a path means, held against a regular expression.</summary>
public sealed class MemberPathTests
{
    [Theory]
    [InlineData("Notes", "Notes", true)]
    [InlineData("Notes", "Cart.Notes", false)]
    [InlineData("Notes", "notes", false)]
    [InlineData("Lines.Note", "Lines.Note", true)]
    [InlineData("Lines.Note", "Lines", false)]
    [InlineData("*.CardNumber", "CardNumber", true)]
    [InlineData("*.CardNumber", "Customer.Cards.CardNumber", true)]
    [InlineData("*.CardNumber", "OldCardNumber", false)]
    [InlineData("Address.*", "Address", false)]
    [InlineData("Address.*", "Address.Street", true)]
    [InlineData("Customer.*.Street", "Customer.Street", true)]
    [InlineData("Customer.*.Street", "Customer.Home.Street", true)]
    [InlineData("*", "Anything", true)]
    [InlineData("**.Name", "Name", true)]
    [InlineData("**.Name", "Owner.Of.Name", true)]
    [InlineData("Card*", "CardNumber", true)]
    [InlineData("Card*", "OldCardNumber", false)]
    [InlineData("Card*", "Card.Number", false)]
    [InlineData("*.*Number", "Customer.CardNumber", true)]
    [InlineData("Cards.C*d.No", "Cards.Card.No", true)]
    [InlineData("Card?", "Cards", false)]
    [InlineData(@"Ca\rd", @"Ca\rd", true)]
    public void A_path_means_the_members_that_it_says(string path, string place, bool isMeant) =>
        Assert.Equal(isMeant, IsMeant(path, place.Split('.')));

    [Fact]
    public void A_name_with_dots_is_met_by_its_last_part_behind_a_star()
    {
        Assert.True(IsMeant("*.Number", ["Shop.ICard.Number"]));
        Assert.True(IsMeant("Shop.ICard.Number", ["Shop.ICard.Number"]));
        Assert.False(IsMeant("Number", ["Shop.ICard.Number"]));
        Assert.False(IsMeant("*.ICard", ["Shop.ICard.Number"]));
    }

    [Fact]
    public void Random_paths_mean_what_a_regular_expression_matches()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < 50_000; i++)
        {
            string[] steps = ["a", "b", "*", "a*", "*b"];
            var path = string.Join('.', Enumerable.Range(0, random.Next(1, 6)).Select(_ => steps[random.Next(steps.Length)]));
            string[] place = [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(5) == 0 ? "a.b" : new[] { "a", "b", "ab" }[random.Next(3)])];
            Assert.True(Expression(path).IsMatch(string.Join('.', place)) == IsMeant(path, place), $"seed {seed}: {path} for {string.Join('.', place)}");
        }
    }

    [Theory]
    [InlineData("Lines[3].Note", "leave the index out")]
    [InlineData("Lines..Note", "a step without a name")]
    [InlineData(".Note", "a step without a name")]
    public void What_is_no_path_is_refused_with_the_reason(string path, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new GraphMemberPaths("Notes", path)).Message);

    [Fact]
    public void A_path_has_63_steps_at_most()
    {
        var longest = Enumerable.Repeat("Next", 63).ToArray();

        Assert.True(IsMeant(string.Join('.', longest), longest));
        Assert.Contains("63", Assert.Throws<ArgumentException>(() => new GraphMemberPaths(string.Join('.', longest) + ".Next")).Message);
        Assert.Throws<ArgumentException>(() => new GraphMemberPaths(""));
    }

    private static bool IsMeant(string path, string[] place)
    {
        var parsed = new GraphMemberPaths(path).Each[0];
        return parsed.IsAtEnd(place.Aggregate(MemberPath.Start, (states, member) => parsed.After(member, states)));
    }

    private static Regex Expression(string path)
    {
        var pattern = string.Concat(path.Split('.').Select(step => step == "*" ? @"(?:[^.]+\.)*" : $@"{step.Replace("*", "[^.]*")}\."));
        return new Regex($"^{(path == "*" || path.EndsWith(".*") ? pattern + @"[^.]+\." : pattern)}$".Replace(@"\.$", "$"));
    }
}
