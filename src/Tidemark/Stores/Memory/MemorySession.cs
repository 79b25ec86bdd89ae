namespace Tidemark.Stores;

/// <summary>One session of a <see cref="MemoryStore"/>, guarded by the store's lock.</summary>
internal sealed class MemorySession
{
    private readonly Dictionary<string, StoredAttribute> _attributes = new(StringComparer.Ordinal);

    private MemorySession(PrimaryRecord record) => Record = record;

    public PrimaryRecord Record { get; set; }

    public static MemorySession Create(PrimaryRecord record, IReadOnlyList<Difference> differences)
    {
        var session = new MemorySession(record);
        session.Apply(record, differences);
        return session;
    }

    public void Apply(PrimaryRecord next, IReadOnlyList<Difference> differences)
    {
        Record = next;
        foreach (var difference in differences)
        {
            if (difference is WholeValue whole)
                _attributes[whole.Name] = new StoredAttribute(whole.Name, next.Version, whole.Value);
            else
                _attributes.Remove(difference.Name);
        }
    }

    public PrimaryState ToState(StateVersion known, DateTimeOffset now)
    {
        var since = Record.Since(known);
        var changed = _attributes.Values.Where(attribute => attribute.Version > since).ToArray();
        var unchanged = _attributes.Values.Where(attribute => attribute.Version <= since).Select(attribute => attribute.Name).ToArray();
        return Record.ToState(now, changed, unchanged);
    }
}
