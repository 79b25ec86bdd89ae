using System.Collections.Concurrent;
using Tidemark.Faults.Node;

namespace Tidemark.Faults.Tests.Rig;

/// <summary>What became of each request that entered its id into a journal.</summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<string, Fate> _fates = new();
    private readonly ConcurrentBag<(string Id, Answer Answer)> _failures = [];

    public int Acknowledged => _fates.Count(fate => fate.Value == Fate.Acknowledged);

    /// <summary>Answers that were no success; what never reached a server is not among them.</summary>
    public IReadOnlyCollection<string> Failures => [.. _failures.Select(Say)];

    public void Note(string id, Answer answer)
    {
        var fate = FateOf(answer);

        // A request that is sent again under its id is known from its best answer.
        _fates.AddOrUpdate(id, fate, (_, before) => before == Fate.Acknowledged || fate == Fate.Acknowledged ? Fate.Acknowledged
            : before == Fate.Unknown ? before : fate);
        if (!answer.IsOk && answer.WasSent)
            _failures.Add((id, answer));
    }

    /// <summary>Every acknowledged id is in the journal once, no refused one, and no other's; the count says the same.</summary>
    public void Check(Journal journal)
    {
        var told = $"\n{_fates.Count} requests, {Acknowledged} acknowledged, {journal.Ids.Count} in the journal, count {journal.Count}.\n"
            + string.Join('\n', _failures.Take(10).Select(Say));
        var twice = journal.Ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key).ToArray();
        Assert.True(twice.Length == 0, $"Twice in the journal: {Some(twice)}{told}");
        var entered = journal.Ids.ToHashSet();
        var lost = _fates.Where(fate => fate.Value == Fate.Acknowledged && !entered.Contains(fate.Key)).Select(fate => fate.Key).ToArray();
        Assert.True(lost.Length == 0, $"Acknowledged, but not in the journal: {Some(lost)}{told}");
        var ghosts = journal.Ids.Where(id => _fates.GetValueOrDefault(id, Fate.Refused) == Fate.Refused).ToArray();
        Assert.True(ghosts.Length == 0, $"Refused or never sent, but in the journal: {Some(ghosts)}{told}");
        Assert.True(journal.Count == journal.Ids.Count, $"The count and the list do not belong together.{told}");
    }

    /// <summary>No request failed, but for those whose connection a closing server cut before it had read them.</summary>
    public void CheckNoneFailed(Journal journal)
    {
        var failed = _failures.Where(failure => failure.Answer.Status is not null || journal.Ids.Contains(failure.Id)).Select(Say).ToArray();
        Assert.True(failed.Length == 0, $"{failed.Length} of {_fates.Count} requests failed:\n{string.Join('\n', failed.Take(10))}");
    }

    private static string Say((string Id, Answer Answer) failure) =>
        $"{failure.Id}: {failure.Answer.Status} after {failure.Answer.Elapsed}: {failure.Answer.Body}";

    private static string Some(IEnumerable<string> ids) => string.Join(", ", ids.Take(20));

    private static Fate FateOf(Answer answer) => answer switch
    {
        { IsOk: true } => Fate.Acknowledged,
        { WasSent: false } => Fate.Refused,
        { Status: null } => Fate.Unknown,
        _ => answer.Body.Contains("not known whether", StringComparison.Ordinal) ? Fate.Unknown : Fate.Refused,
    };

    private enum Fate
    {
        Refused,
        Unknown,
        Acknowledged,
    }
}
