namespace Tidemark.Replication;

/// <summary>What is replicated, and how it is compared. The last rule that fits an attribute counts. Not for several threads while rules are added.</summary>
public sealed class ReplicationRules
{
    private readonly List<(NamePattern Attributes, ReplicaComparison Comparison)> _comparisons = [];
    private readonly List<(string Pattern, NamePattern Attributes)> _withheld = [];

    /// <summary>How attributes are compared of which no rule says it. Default: <see cref="ReplicaComparison.ObjectGraph"/>.</summary>
    public ReplicaComparison Comparison { get; set; } = ReplicaComparison.ObjectGraph;

    /// <summary>What the rules withhold, as they say it.</summary>
    public IReadOnlyList<string> Withheld => [.. _withheld.Select(rule => rule.Pattern)];

    /// <summary>Says how some attributes are compared.</summary>
    /// <param name="attributes">The name of an attribute; each <c>*</c> in it stands for any letters.</param>
    /// <param name="comparison">How.</param>
    /// <exception cref="ArgumentException"><paramref name="attributes"/> is empty.</exception>
    public ReplicationRules Compare(string attributes, ReplicaComparison comparison)
    {
        ArgumentException.ThrowIfNullOrEmpty(attributes);
        _comparisons.Add((new NamePattern(attributes), comparison));
        return this;
    }

    /// <summary>
    /// Keeps attributes from being replicated, such as those that may not leave a country. The replica says so of itself, and if it becomes the primary, its
    /// sessions go on without them.
    /// </summary>
    /// <param name="attributes">As in <see cref="Compare"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="attributes"/> is empty.</exception>
    public ReplicationRules Withhold(string attributes)
    {
        ArgumentException.ThrowIfNullOrEmpty(attributes);
        _withheld.Add((attributes, new NamePattern(attributes)));
        return this;
    }

    internal bool Withholds(string attribute) => _withheld.Exists(rule => rule.Attributes.Matches(attribute));

    internal ReplicaComparison ComparisonOf(string attribute)
    {
        for (var last = _comparisons.Count - 1; last >= 0; last--)
        {
            if (_comparisons[last].Attributes.Matches(attribute))
                return _comparisons[last].Comparison;
        }

        return Comparison;
    }
}
