namespace Tidemark.Faults.Node;

/// <summary>An attribute that every request of the driver leaves its mark in.</summary>
public sealed class Journal
{
    public int Count { get; set; }

    public List<string> Ids { get; set; } = [];

    /// <summary>Enters an id once, however often it is sent.</summary>
    public void Enter(string id)
    {
        if (Ids.Contains(id))
            return;
        Ids.Add(id);
        Count++;
    }

    public static SessionKey<Journal> Key(string name) => new(name);
}
