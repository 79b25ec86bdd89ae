namespace Tidemark.Simulation.Checkers;

/// <summary>
/// Looks at a list that requests append unique ids to. Cheaper than the search for an order, and blind to nothing that concerns the list:
/// lost, doubled, invented and reordered ids.
/// </summary>
internal static class AppendCheck
{
    /// <param name="versions">The list as of each accepted version of the session, in the order of the versions.</param>
    /// <param name="acknowledged">The ids whose commits were acknowledged.</param>
    /// <param name="refused">The ids that were refused, or never sent.</param>
    public static IEnumerable<string> FindFaults(
        IReadOnlyList<IReadOnlyList<string>> versions, IReadOnlyCollection<string> acknowledged, IReadOnlySet<string> refused)
    {
        IReadOnlyList<string> before = [];
        foreach (var (index, list) in versions.Index())
        {
            if (list.Count < before.Count || !list.Take(before.Count).SequenceEqual(before))
                yield return $"version {index + 1} of the list is no continuation of the one before: [{Text(before)}] became [{Text(list)}]";
            before = list;
        }

        var last = before.CountBy(id => id).ToDictionary();
        foreach (var (id, count) in last.Where(id => id.Value > 1))
            yield return $"{id} is in the list {count} times";
        foreach (var id in acknowledged.Where(id => !last.ContainsKey(id)))
            yield return $"{id} was acknowledged and is not in the list";
        foreach (var id in last.Keys.Where(refused.Contains))
            yield return $"{id} was refused and is in the list";
    }

    private static string Text(IEnumerable<string> list) => string.Join(' ', list);
}
