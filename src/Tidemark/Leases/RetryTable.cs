using Tidemark.Stores;

namespace Tidemark.Leases;

/// <summary>
/// What waits in a <see cref="RetryQueue"/>: which of them counts of its session and kind, and for how many there is a place. Not safe for threads: the
/// queue's gate guards it.
/// </summary>
internal sealed class RetryTable
{
    // Ends and the rest have a limit each: what only delays others leaves no end without a place.
    private const int MostEnds = 10_000;
    private const int MostOthers = 10_000;

    private readonly Dictionary<(StateKey Key, RetryKind Kind), Retry> _ends = [];
    private readonly Dictionary<(StateKey Key, RetryKind Kind), Retry> _others = [];

    public int Count => _ends.Count + _others.Count;

    /// <summary>Ends before the rest.</summary>
    public IEnumerable<Retry> All => _ends.Values.Concat(_others.Values);

    /// <summary>Takes it in, instead of what it makes needless. What the end of its session makes needless itself is done with.</summary>
    /// <returns>False if there is no place for it.</returns>
    public bool TryAdd(Retry retry)
    {
        if (IsEnding(retry.Key) && !retry.Ends)
        {
            retry.State = RetryState.Replaced;
            return true;
        }

        var (table, most) = retry.Ends ? (_ends, MostEnds) : (_others, MostOthers);
        var place = (retry.Key, retry.Kind);
        var isKnown = table.TryGetValue(place, out var before);
        if (!isKnown && table.Count >= most)
            return false;
        before?.State = RetryState.Replaced;
        table[place] = retry;
        if (!retry.IsFinal)
            return true;
        Replace((retry.Key, RetryKind.ReturnLease));
        Replace((retry.Key, RetryKind.ConfirmUser));
        return true;
    }

    public void Remove(Retry retry) => (retry.Ends ? _ends : _others).Remove((retry.Key, retry.Kind));

    public void Clear()
    {
        _ends.Clear();
        _others.Clear();
    }

    private bool IsEnding(StateKey key) => _ends.ContainsKey((key, RetryKind.EndByCommit)) || _ends.ContainsKey((key, RetryKind.EndUnknown));

    private void Replace((StateKey Key, RetryKind Kind) place)
    {
        if (_others.Remove(place, out var before))
            before.State = RetryState.Replaced;
    }
}
