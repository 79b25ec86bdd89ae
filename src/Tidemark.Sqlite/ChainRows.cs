namespace Tidemark.Sqlite;

/// <summary>
/// Puts rows of bases and patches together to chains. Those of one attribute come one after the other, its base first. Rows that make no chain make an
/// attribute that cannot be read.
/// </summary>
internal sealed class ChainRows(StateVersion known, StateVersion newest)
{
    private readonly List<StoredAttribute> _changed = [];
    private readonly List<string> _unchanged = [];
    private readonly List<StoredPatch> _patches = [];
    private string? _name;
    private StateVersion _version;
    private ChainStart? _base;
    private string? _fault;
    private long _tooLong;

    public void AddBase(string name, StateVersion version, ReadOnlySpan<byte> bytes)
    {
        Begin(name, version);
        _base = version > known ? new ChainStart(version, bytes.ToArray()) : null;
    }

    public void AddPatch(string name, StoredPatch patch)
    {
        GoOn(name, patch.Version);
        _patches.Add(patch);
    }

    /// <summary>A base or a patch that was not read.</summary>
    public void AddTooLong(string name, StateVersion version, long length)
    {
        if (name == _name)
            GoOn(name, version);
        else
            Begin(name, version);
        _tooLong = length;
    }

    public PrimaryState ToState(PrimaryRecord record, DateTimeOffset now)
    {
        End();
        return record.ToState(now, _changed, _unchanged);
    }

    private void Begin(string name, StateVersion version)
    {
        End();
        (_name, _version, _base, _fault, _tooLong) = (name, version, null, null, 0);
    }

    private void GoOn(string name, StateVersion version)
    {
        if (name != _name)
        {
            Begin(name, version);
            _fault = "The store has patches of it, and no base.";
        }

        _version = version;
    }

    private void End()
    {
        if (_name is not { } name)
            return;
        if (_version > newest || _version == StateVersion.None)
            (_fault, _version) = ("The store has it at a version that its session has not come to.", newest);
        if (_tooLong > 0)
            _changed.Add(ValueLimit.TooLong(name, _version, _tooLong));
        else if (_fault is { } fault)
            _changed.Add(new StoredAttribute(name, _version, null, []) { Fault = fault });
        else if (_version > known)
            _changed.Add(new StoredAttribute(name, _version, _base, [.. _patches]));
        else
            _unchanged.Add(name);
        _patches.Clear();
        _name = null;
    }
}
