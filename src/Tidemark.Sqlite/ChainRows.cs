namespace Tidemark.Sqlite;

/// <summary>Puts rows of bases and patches together to chains. Those of one attribute come one after the other, its base first.</summary>
internal sealed class ChainRows(StateVersion known)
{
    private readonly List<StoredAttribute> _changed = [];
    private readonly List<string> _unchanged = [];
    private readonly List<StoredPatch> _patches = [];
    private string? _name;
    private StateVersion _version;
    private ChainStart? _base;

    public void AddBase(string name, StateVersion version, ReadOnlySpan<byte> bytes)
    {
        End();
        (_name, _version) = (name, version);
        _base = version > known ? new ChainStart(version, bytes.ToArray()) : null;
    }

    public void AddPatch(StoredPatch patch)
    {
        _version = patch.Version;
        _patches.Add(patch);
    }

    public PrimaryState ToState(PrimaryRecord record, DateTimeOffset now)
    {
        End();
        return record.ToState(now, _changed, _unchanged);
    }

    private void End()
    {
        if (_name is null)
            return;
        if (_version > known)
            _changed.Add(new StoredAttribute(_name, _version, _base, [.. _patches]));
        else
            _unchanged.Add(_name);
        _patches.Clear();
        _name = null;
    }
}
