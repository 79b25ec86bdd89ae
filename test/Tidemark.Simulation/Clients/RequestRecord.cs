namespace Tidemark.Simulation.Clients;

/// <summary>What became of one request, as its client was told.</summary>
internal sealed class RequestRecord(int number, int node, long sent)
{
    private readonly List<(int Key, string Id)> _acknowledged = [];
    private readonly List<string> _refused = [];

    public int Number => number;

    /// <summary>What it tells the store it is for; so that the store's side of it can be found.</summary>
    public string Purpose => $"r{number}";

    public int Node => node;

    /// <summary>When it began, in true time.</summary>
    public long Sent => sent;

    public SessionAccess Access { get; set; }

    /// <summary>The session it opened; 0 if it made one.</summary>
    public int Key { get; set; }

    /// <summary>When it got its session, in true time.</summary>
    public long? Opened { get; set; }

    /// <summary>When it was over, in true time; null if it never was, because its node died or the run ended.</summary>
    public long? Finished { get; set; }

    /// <summary>How it ended, in one word.</summary>
    public string Ending { get; set; } = "open";

    /// <summary>How many commits with changes in them were acknowledged.</summary>
    public int Commits { get; set; }

    /// <summary>How many were acknowledged that may have had nothing to change.</summary>
    public int PerhapsCommits { get; set; }

    /// <summary>Whether it was ever told that an outcome is unknown, or may still be waiting for one.</summary>
    public bool IsUnsure { get; set; }

    /// <summary>Whether it gave the session a new id, or tried to.</summary>
    public bool HasMoved { get; set; }

    /// <summary>The ids that are in the list now, as the client was told, each with its session.</summary>
    public IReadOnlyList<(int Key, string Id)> Acknowledged => _acknowledged;

    /// <summary>The ids that are not.</summary>
    public IReadOnlyList<string> Refused => _refused;

    public void Acknowledge(int key, IEnumerable<string> ids) => _acknowledged.AddRange(ids.Select(id => (key, id)));

    public void Refuse(IEnumerable<string> ids) => _refused.AddRange(ids);
}
