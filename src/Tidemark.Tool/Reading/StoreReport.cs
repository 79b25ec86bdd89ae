namespace Tidemark.Tool.Reading;

/// <summary>What a check of a store found. The names of its properties are those of the JSON.</summary>
internal sealed record StoreReport
{
    public required string Store { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsWell => Findings.Count == 0;

    /// <summary>What is wrong, and what to do about it.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Sessions that live.</summary>
    public int Live { get; set; }

    /// <summary>Sessions that were ended, and whose end is still to be told.</summary>
    public int Ended { get; set; }

    /// <summary>Sessions whose time is up, and that nobody has removed yet.</summary>
    public int Expired { get; set; }

    /// <summary>Sessions whose lease a node holds that is alive.</summary>
    public int Held { get; set; }

    /// <summary>How many bytes the attributes of all these have.</summary>
    public long Bytes { get; set; }

    /// <summary>How many attributes were read and decoded; null if they were not to be.</summary>
    public int? AttributesRead { get; set; }

    /// <summary>Nodes that are alive.</summary>
    public int Nodes { get; set; }

    /// <summary><c>on</c> or <c>off</c>; null if the store has no feed.</summary>
    public string? Feed { get; set; }

    public bool HasDamage => Findings.Exists(finding => finding.IsDamage);
}

/// <summary>Something that is wrong with a store.</summary>
/// <param name="What">What, and the remedy.</param>
/// <param name="Session">Which session; null if it is not about one.</param>
/// <param name="IsDamage">Whether something stored cannot be read.</param>
internal sealed record Finding(string What, string? Session = null, bool IsDamage = false);
