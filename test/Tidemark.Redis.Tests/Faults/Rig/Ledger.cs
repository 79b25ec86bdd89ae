using System.Collections.Concurrent;
using Tidemark.Simulation.Checkers;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>What became of the ids that requests appended to one session's list, and what the list was whenever one looked.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, Fate> _fates = new();
    private readonly ConcurrentBag<IReadOnlyList<string>> _seen = [];

    public int Acknowledged => _fates.Count(fate => fate.Value == Fate.Acknowledged);

    public void Saw(IReadOnlyList<string> list) => _seen.Add(list);

    /// <summary>An id that is sent again is known from its best answer; what was unknown once does not become refused.</summary>
    public void Note(string id, Fate fate) =>
        _fates.AddOrUpdate(id, fate, (_, before) => (Fate)Math.Max((int)before, (int)fate));

    /// <summary>Every acknowledged id is in the list once, no refused one and no other's, and all lists that were seen lead to it.</summary>
    public void Check(IReadOnlyList<string> list)
    {
        var faults = AppendCheck.FindFaults(
            [.. _seen.OrderBy(seen => seen.Count), list], Of(Fate.Acknowledged), Of(Fate.Refused)).ToList();
        faults.AddRange(list.Where(id => !_fates.ContainsKey(id)).Select(id => $"{id} was never sent and is in the list"));
        Assert.True(faults.Count == 0, $"{_fates.Count} ids, {Acknowledged} acknowledged, {list.Count} in the list:\n{string.Join('\n', faults.Take(20))}");
    }

    private HashSet<string> Of(Fate fate) => [.. _fates.Where(entry => entry.Value == fate).Select(entry => entry.Key)];
}

/// <summary>What a request was told; the later, the more.</summary>
internal enum Fate
{
    /// <summary>Nothing was stored.</summary>
    Refused,

    /// <summary>It may have been.</summary>
    Unknown,

    /// <summary>It was.</summary>
    Acknowledged,
}
