namespace Tidemark.Faults.Tests.Rig;

/// <summary>What servers counted.</summary>
public sealed record Numbers(IReadOnlyDictionary<string, long> Values)
{
    /// <summary>Calls that requests made; heartbeats and the rest of the upkeep are as many per second, whatever the load.</summary>
    public long StoreCalls => Calls("acquire") + Calls("commit") + Calls("release") + Calls("read");

    public long Recalls => this["tidemark.leases.recalled"];

    public long Granted => this["tidemark.leases.granted"];

    public long Fenced => Values.Where(value => value.Key.StartsWith("tidemark.commits.fenced", StringComparison.Ordinal)).Sum(value => value.Value);

    public long this[string name] => Values.GetValueOrDefault(name);

    public static Numbers Sum(IEnumerable<Dictionary<string, long>> all) => new(
        all.SelectMany(values => values).GroupBy(value => value.Key).ToDictionary(group => group.Key, group => group.Sum(value => value.Value)));

    public long Calls(string verb) => this[$"tidemark.store.calls/{verb}"];

    public static Numbers operator -(Numbers after, Numbers before) =>
        new(after.Values.ToDictionary(value => value.Key, value => value.Value - before[value.Key]));

    public override string ToString() => string.Join(", ", Values.OrderBy(value => value.Key).Select(value => $"{value.Key} {value.Value}"));
}
