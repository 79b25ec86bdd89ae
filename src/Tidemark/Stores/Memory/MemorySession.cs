namespace Tidemark.Stores;

/// <summary>One session of a <see cref="MemoryStore"/>, guarded by the store's lock.</summary>
internal sealed class MemorySession
{
    private readonly Dictionary<string, MemoryChain> _attributes = new(StringComparer.Ordinal);

    private MemorySession(PrimaryRecord record) => Record = record;

    public PrimaryRecord Record { get; set; }

    public static MemorySession Create(PrimaryRecord record, IReadOnlyList<Difference> differences)
    {
        var session = new MemorySession(record);
        session.Apply(record, differences);
        return session;
    }

    public ChainEnd? EndOf(string name) => _attributes.GetValueOrDefault(name)?.End;

    public void Apply(PrimaryRecord next, IReadOnlyList<Difference> differences)
    {
        Record = next;
        foreach (var difference in differences)
        {
            switch (difference)
            {
                case WholeValue whole:
                    _attributes[whole.Name] = MemoryChain.Of(whole, next.Version);
                    break;
                case PatchedValue patch:
                    _attributes[patch.Name] = _attributes[patch.Name].Append(patch, next.Version);
                    break;
                default:
                    _attributes.Remove(difference.Name);
                    break;
            }
        }
    }

    public PrimaryState ToState(StateVersion known, DateTimeOffset now)
    {
        var since = Record.Since(known);
        var (changed, unchanged) = (new List<StoredAttribute>(), new List<string>());
        foreach (var (name, chain) in _attributes)
        {
            if (chain.End.Version > since)
                changed.Add(chain.Since(name, since));
            else
                unchanged.Add(name);
        }

        return Record.ToState(now, changed, unchanged);
    }
}
