namespace Tidemark.Graph.Compare;

/// <summary>
/// The paths of what changed. A frame adds its step to all that came up below it, when it returns: so each is innermost first, and what
/// did not change costs nothing. A step that many paths share is kept once.
/// </summary>
internal sealed class ChangePaths
{
    private readonly List<PathStep> _steps = [];

    public int Count { get; private set; }

    /// <summary>Begins a path, unless there are enough.</summary>
    public void Begin()
    {
        if (Count < GraphComparison.MaxChanges)
            Count++;
    }

    public void Add(int since, string member) => Add(member, 0, since);

    public void Add(int since, int index) => Add(null, index, since);

    public void TruncateTo(int count)
    {
        if (count == Count)
            return;
        var kept = _steps.Count;
        while (kept > 0 && _steps[kept - 1].First >= count)
            kept--;
        _steps.RemoveRange(kept, _steps.Count - kept);
        Count = count;
    }

    /// <summary>The paths as they are now; their text is made when somebody asks.</summary>
    public ChangeList ToList() => new([.. _steps], Count);

    private void Add(string? member, int index, int since)
    {
        if (since < Count)
            _steps.Add(new PathStep(member, index, (byte)since, (byte)Count));
    }
}
