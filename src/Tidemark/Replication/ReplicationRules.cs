namespace Tidemark.Replication;

/// <summary>What is replicated, and how it is compared. Not for several threads while rules are added.</summary>
public sealed class ReplicationRules
{
    private readonly List<(NamePattern Attributes, ReplicaComparison Comparison)> _comparisons = [];
    private Withholding _withheld = new([]);

    /// <summary>How attributes are compared of which no rule says it. Default: <see cref="ReplicaComparison.ObjectGraph"/>.</summary>
    public ReplicaComparison Comparison { get; set; } = ReplicaComparison.ObjectGraph;

    /// <summary>What the rules withhold, as they say it.</summary>
    public IReadOnlyList<string> Withheld => _withheld.All;

    /// <summary>Says how some attributes are compared. The last that fits an attribute counts.</summary>
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
    /// Keeps attributes, or members of the objects in them, from being replicated, such as what may not leave a country. The replica says so of itself, and if
    /// it becomes the primary, its sessions go on without them: the members are null, zero, or what their type's default is.
    /// </summary>
    /// <param name="rule">
    /// The name of an attribute, such as <c>payment</c>, or of a member of one: <c>cart.Notes</c>, <c>cart.Lines.Note</c> (of each of the lines),
    /// <c>cart.*.Note</c> (anywhere in it), <c>*.CardNumber</c> (anywhere in any attribute). Within a name, <c>*</c> stands for any letters. Names of
    /// members are those on the wire, and upper and lower case differ. What can be read in two ways, because names of attributes may have dots, means both.
    /// </param>
    /// <remarks>
    /// An attribute whose members cannot be told apart, because it is not written by the graph engine or they are in keys of a dictionary, is withheld as a
    /// whole, which is logged once. A rule stays with a replica, also for replicators and commands that do not have it, until it is allowed again
    /// (<see cref="ReplicaSwitch.AllowAsync"/>).
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="rule"/> is none.</exception>
    public ReplicationRules Withhold(string rule)
    {
        ArgumentException.ThrowIfNullOrEmpty(rule);
        _withheld = _withheld.With([rule]);
        return this;
    }

    internal Withholding Withholding => _withheld;

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
