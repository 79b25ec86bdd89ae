using Tidemark.Simulation.Checkers;

namespace Tidemark.Simulation.Clients;

/// <summary>What one request has seen and changed since its last commit: one atomic step, or one for each attribute if it shares the session.</summary>
internal sealed class Segment(History history, RequestRecord request, int key, long began, bool isFirst)
{
    private readonly Dictionary<string, string?> _reads = [];
    private readonly Dictionary<string, string?> _writes = [];

    /// <summary>The ids that were appended to the list.</summary>
    public List<string> Appended { get; } = [];

    /// <summary>
    /// When the oldest value may have been true that is seen after the commit: a commit without a change asks nothing of the store, and leaves what the
    /// request sees as old as it was.
    /// </summary>
    public long SeenSince(long committed) => Changes ? committed : began;

    private bool Changes => _writes.Keys.Any(IsChanged);

    /// <summary>The request saw a value. False if it saw another one before, and nobody else may have changed it.</summary>
    public bool See(string name, string? value)
    {
        if (_writes.TryGetValue(name, out var written))
            return written == value;
        if (_reads.TryAdd(name, value) || _reads[name] == value)
            return true;
        if (IsShared)
            SeeAnew(name, value);
        return IsShared;
    }

    // A request that shares the session looks without a lock, and may wait before it gets one: it sees two values, each right in its time.
    private void SeeAnew(string name, string? value)
    {
        if (isFirst)
            Add(Effect.Change, key, [name]).Succeed(history.Tick());
        _reads[name] = value;
    }

    public void Write(string name, string? value) => _writes[name] = value;

    /// <summary>The request writes over a value that it did not take before: what it saw of it without a lock may be older.</summary>
    public void Overwrite(string name, string? value)
    {
        if (IsShared && !_writes.ContainsKey(name) && _reads.ContainsKey(name))
        {
            if (isFirst)
                Add(Effect.Change, key, [name]).Succeed(history.Tick());
            _reads.Remove(name);
        }

        Write(name, value);
    }

    /// <summary>What the request knows of the session, if it has seen all of it.</summary>
    public Dictionary<string, string?> View()
    {
        var view = new Dictionary<string, string?>(_reads);
        foreach (var (name, value) in _writes)
            view[name] = value;
        return view;
    }

    /// <summary>The commit is about to be sent.</summary>
    public IReadOnlyList<Operation> Begin()
    {
        // What a later segment only read was never held against the store, and may be as old as the commit before it.
        if (!isFirst && !Changes)
            return [];
        var names = _reads.Keys.Union(_writes.Keys);
        return IsShared ? [.. names.Select(name => Add(Effect.Change, key, [name]))] : [Add(Effect.Change, key, [.. names])];
    }

    /// <summary>The end of an id of a session that goes on under another.</summary>
    public Operation BeginEnd() => Add(Effect.End, key, IsShared ? [] : [.. _reads.Keys]);

    public Operation BeginAbandon() => Add(Effect.Abandon, key, IsShared ? [] : [.. _reads.Keys]);

    public Operation BeginCreation(int created, Dictionary<string, string?> attributes) =>
        history.Add(new Operation(request.Number, created, Effect.Create, began) { Writes = attributes });

    /// <summary>The changes are dropped: what it read counts all the same.</summary>
    public IReadOnlyList<Operation> Drop()
    {
        _writes.Clear();
        return Begin();
    }

    private bool IsShared => request.Access is not (SessionAccess.Exclusive or SessionAccess.ReadOnly);

    private Operation Add(Effect effect, int of, string[] names) => history.Add(new Operation(request.Number, of, effect, began)
    {
        Reads = Only(_reads, names),
        Writes = effect is Effect.End or Effect.Abandon ? [] : Only(_writes, [.. names.Where(IsChanged)]),
    });

    private bool IsChanged(string name) =>
        _writes.TryGetValue(name, out var value) && !(_reads.TryGetValue(name, out var before) && before == value);

    private static Dictionary<string, string?> Only(Dictionary<string, string?> values, string[] names) =>
        values.Where(value => names.Contains(value.Key)).ToDictionary();
}
