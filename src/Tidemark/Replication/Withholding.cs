using Tidemark.Graph;

namespace Tidemark.Replication;

/// <summary>Rules by which attributes and members are kept from a replica. Immutable, and safe for all threads.</summary>
/// <remarks>
/// A rule with dots can be read in several ways, since names of attributes may have dots: <c>cart.Notes</c> is an attribute of that name, and the member
/// <c>Notes</c> of the attribute <c>cart</c>. It means all of them: rather too much is kept back than too little.
/// </remarks>
internal sealed class Withholding
{
    private readonly NamePattern[] _attributes;
    private readonly (NamePattern Attributes, GraphMemberPaths Paths)[] _members;

    /// <exception cref="ArgumentException">One is no rule.</exception>
    public Withholding(IEnumerable<string> rules)
    {
        All = [.. rules.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _attributes = [.. All.Select(rule => new NamePattern(rule))];
        _members = [.. All.SelectMany(MembersIn)];
    }

    /// <summary>The rules as they were given, each once, in the order of their letters.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>With more rules; this one if it has them all.</summary>
    public Withholding With(IReadOnlyList<string> more) =>
        more.All(rule => All.Contains(rule, StringComparer.Ordinal)) ? this : new Withholding(All.Concat(more));

    /// <summary>Whether others are the same.</summary>
    public bool IsSameAs(IReadOnlyList<string> others) => All.Count == others.Count && All.All(rule => others.Contains(rule, StringComparer.Ordinal));

    /// <summary>Whether an attribute is kept back as a whole.</summary>
    public bool Withholds(string attribute) => Array.Exists(_attributes, rule => rule.Matches(attribute));

    /// <summary>Which members of an attribute are kept back; null for none.</summary>
    public GraphMemberPaths? MembersOf(string attribute)
    {
        GraphMemberPaths[] fitting = [.. _members.Where(rule => rule.Attributes.Matches(attribute)).Select(rule => rule.Paths)];
        return fitting switch
        {
            [] => null,
            [var only] => only,
            _ => new GraphMemberPaths(fitting.SelectMany(paths => paths.All).Distinct(StringComparer.Ordinal)),
        };
    }

    private static IEnumerable<(NamePattern Attributes, GraphMemberPaths Paths)> MembersIn(string rule)
    {
        for (var dot = rule.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = rule.IndexOf('.', dot + 1))
        {
            var (attributes, path) = (rule[..dot], rule[(dot + 1)..]);
            if (attributes.Length == 0 || path.Split('.').Contains(""))
                continue;

            // A star for the whole of a step is any steps: *.CardNumber is in any attribute, and anywhere there.
            path = attributes == "*" || attributes.EndsWith(".*", StringComparison.Ordinal) ? "*." + path : path;
            yield return (new NamePattern(attributes), Members(rule, path));
        }
    }

    private static GraphMemberPaths Members(string rule, string path)
    {
        try
        {
            return new GraphMemberPaths(path);
        }
        catch (ArgumentException wrong)
        {
            throw new ArgumentException($"'{rule}' cannot be withheld: {wrong.Message.Split(" (Parameter")[0]}", nameof(rule), wrong);
        }
    }
}
