using System.Collections.Immutable;

namespace Shop.Shoppers;

/// <summary>The gift list as a value. A couple's gift appears in two lists; an idea's text is its identity here.</summary>
internal sealed record GiftsState
{
    public ImmutableSortedDictionary<string, string> Partners { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableList<(string Friend, string Idea)> Plans { get; init; } = [];

    public ImmutableSortedSet<string> Bought { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public GiftsState Pair(string one, string other)
    {
        var single = Partners.RemoveRange(Partners.Where(pair => pair.Value == one || pair.Value == other).Select(pair => pair.Key));
        return this with { Partners = single.SetItem(one, other).SetItem(other, one) };
    }

    public GiftsState Plan(string friend, string idea)
    {
        var plans = Plans.Add((friend, idea));
        return this with { Plans = Partners.TryGetValue(friend, out var partner) ? plans.Add((partner, idea)) : plans };
    }

    public GiftsState Buy(string idea) => this with { Bought = Bought.Add(idea) };

    public void AddFacts(SortedDictionary<string, string> facts)
    {
        foreach (var (friend, partner) in Partners)
            facts[$"gift.{friend}.partner"] = partner;
        foreach (var friend in Plans.GroupBy(plan => plan.Friend))
        {
            foreach (var (place, plan) in friend.Index())
                facts[$"gift.{friend.Key}.{place}"] = $"{plan.Idea}, {(Bought.Contains(plan.Idea) ? "bought" : "planned")}";
        }
    }
}
