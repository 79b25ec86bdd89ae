namespace Tidemark.Graph.Compare;

/// <summary>
/// The paths of what changed. A frame adds its step to all that came up below it, when it returns: so each is innermost first, and what
/// did not change costs nothing.
/// </summary>
internal sealed class ChangePaths
{
    private readonly List<PathStep>[] _paths = new List<PathStep>[GraphComparison.MaxChanges];

    public int Count { get; private set; }

    /// <summary>Begins a path, unless there are enough.</summary>
    public void Begin()
    {
        if (Count == _paths.Length)
            return;
        (_paths[Count] ??= []).Clear();
        Count++;
    }

    public void Add(int since, string member) => Add(since, new PathStep(member, 0));

    public void Add(int since, int index) => Add(since, new PathStep(null, index));

    public void TruncateTo(int count) => Count = count;

    /// <summary>The paths as they are now; their text is made when somebody asks.</summary>
    public ChangeList ToList()
    {
        if (Count == 1)
            return new ChangeList([.. _paths[0]], null);
        var ends = new int[Count];
        var steps = new List<PathStep>();
        for (var i = 0; i < ends.Length; i++)
        {
            steps.AddRange(_paths[i]);
            ends[i] = steps.Count;
        }

        return new ChangeList([.. steps], ends);
    }

    private void Add(int since, PathStep step)
    {
        for (; since < Count; since++)
            _paths[since].Add(step);
    }
}
