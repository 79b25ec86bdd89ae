namespace Tidemark.Tests.Leases.Attributes;

internal enum TakeEnd
{
    Pending,
    Granted,
    Deadlock,
    Timeout,
    Cancelled,
    Full,
    Released,
}

/// <summary>
/// What attribute locks should do, in the plainest words: lists, no counters, and after each wait a search of the whole wait-for graph with
/// all predecessors in it.
/// </summary>
internal sealed class LockModel(int waiterLimit)
{
    private readonly Dictionary<char, Line> _lines = LockStep.Attributes.ToDictionary(name => name, _ => new Line());
    private readonly List<char>[] _held = [.. Enumerable.Range(0, LockStep.Owners).Select(_ => new List<char>())];
    private readonly Queue<ModelTake> _granted = [];
    private int _now;

    public List<ModelTake> Takes { get; } = [];

    public IEnumerable<ModelTake> Pending => Takes.Where(take => take.End == TakeEnd.Pending);

    public void Take(int owner, string names, int patience)
    {
        var take = new ModelTake(owner, string.Concat(names.Order()), _now + patience);
        var isOpen = names.All(name => _lines[name].IsOpenTo(owner));
        var isFull = Pending.Count() >= waiterLimit;
        Takes.Add(take);
        if (!isOpen && isFull)
        {
            take.End = TakeEnd.Full;
            return;
        }

        // What is free is taken in the caller's order, which shows in the order in which it is released.
        if (isOpen)
            take.Names = names;
        Advance(take);
    }

    public void Release(int owner)
    {
        foreach (var take in Pending.Where(take => take.Owner == owner).Reverse().ToList())
            Fail(take, TakeEnd.Released);
        while (_held[owner].Count > 0)
            PassOn(_held[owner][^1]);
        Settle();
    }

    public void Cancel(ModelTake take)
    {
        Fail(take, TakeEnd.Cancelled);
        Settle();
    }

    public void AdvanceTime(int seconds)
    {
        var until = _now + seconds;
        while (Pending.Where(take => take.Due <= until).MinBy(take => take.Due) is { } due)
        {
            _now = due.Due;
            Fail(due, TakeEnd.Timeout);
            Settle();
        }

        _now = until;
    }

    public bool IsKept(int owner, char name) => _lines[name].Holder == owner && _lines[name].IsKept;

    public string Show() => string.Join("; ", _lines.Where(line => line.Value.Holder is not null).Select(
        line => $"{line.Key}: {line.Value.Holder} since {_now - line.Value.Since}"
            + string.Concat(line.Value.Waiting.Select(take => $" < {take.Owner} since {_now - take.Since}"))));

    private void Advance(ModelTake take)
    {
        while (take.Got < take.Names.Length)
        {
            var line = _lines[take.Names[take.Got]];
            if (!line.IsOpenTo(take.Owner))
            {
                take.Since = _now;
                var own = line.Waiting.FindLastIndex(other => other.Owner == take.Owner);
                line.Waiting.Insert(own < 0 ? line.Waiting.Count : own + 1, take);
                if (Blockers(take.Owner).Any(blocker => Reaches(blocker, take.Owner, [])))
                    Fail(take, TakeEnd.Deadlock);
                return;
            }

            if (line.Holder is null)
                Give(take.Names[take.Got], take.Owner);
            take.Got++;
        }

        foreach (var name in take.Names)
            _lines[name].IsKept = true;
        take.End = TakeEnd.Granted;
    }

    private void Fail(ModelTake take, TakeEnd end)
    {
        take.End = end;
        foreach (var line in _lines.Values)
            line.Waiting.Remove(take);
        foreach (var name in take.Names[..take.Got])
        {
            var isWanted = Pending.Any(other => other.Owner == take.Owner && other.Names[..other.Got].Contains(name));
            if (_lines[name].Holder == take.Owner && !_lines[name].IsKept && !isWanted)
                PassOn(name);
        }
    }

    private void PassOn(char name)
    {
        var line = _lines[name];
        _held[line.Holder!.Value].Remove(name);
        line.Holder = null;
        if (line.Waiting.Count == 0)
            return;
        Give(name, line.Waiting[0].Owner);
        foreach (var take in line.Waiting.Where(take => take.Owner == line.Holder).ToList())
        {
            line.Waiting.Remove(take);
            take.Got++;
            _granted.Enqueue(take);
        }
    }

    private void Give(char name, int owner)
    {
        (_lines[name].Holder, _lines[name].Since, _lines[name].IsKept) = (owner, _now, false);
        _held[owner].Add(name);
    }

    private void Settle()
    {
        while (_granted.TryDequeue(out var take))
            Advance(take);
    }

    private bool Reaches(int from, int target, HashSet<int> seen) =>
        from == target || (seen.Add(from) && Blockers(from).Any(next => Reaches(next, target, seen)));

    private IEnumerable<int> Blockers(int owner) => _lines.Values.SelectMany(line =>
        line.Waiting.FindIndex(take => take.Owner == owner) is >= 0 and var place
            ? line.Waiting[..place].Select(take => take.Owner).Append(line.Holder!.Value)
            : []);

    private sealed class Line
    {
        public int? Holder { get; set; }

        public int Since { get; set; }

        public bool IsKept { get; set; }

        public List<ModelTake> Waiting { get; } = [];

        public bool IsOpenTo(int owner) => Holder is null || Holder == owner;
    }
}

internal sealed class ModelTake(int owner, string names, int due)
{
    public int Owner => owner;

    public string Names { get; set; } = names;

    public int Due => due;

    public int Got { get; set; }

    public int Since { get; set; }

    public TakeEnd End { get; set; }
}
