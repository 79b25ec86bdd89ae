namespace Tidemark.Graph.Compare;

/// <summary>
/// The paths of what changed. A frame adds its step to all that came up below it, when it returns: so each is innermost first, and what
/// did not change costs nothing. A step that many paths share is kept once.
/// </summary>
internal sealed class ChangePaths
{
    private PathStep[] _steps = new PathStep[8];
    private int _length;

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
        while (_length > 0 && _steps[_length - 1].First >= count)
            _length--;
        Count = count;
    }

    /// <summary>The paths as they are now; their text is made when somebody asks.</summary>
    public ChangeList ToList() => new(_steps.AsSpan(0, _length).ToArray(), Count);

    private void Add(string? member, int index, int since)
    {
        if (since == Count)
            return;
        if (_length == _steps.Length)
            Array.Resize(ref _steps, _length * 2);
        _steps[_length++] = new PathStep(member, index, (byte)since, (byte)Count);
    }
}
