using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>A member that code in src must not use.</summary>
/// <param name="Type">Its type, as metadata names it.</param>
/// <param name="Members">The members meant; none for all of them.</param>
internal sealed record Ban(string Type, params string[] Members)
{
    /// <summary>Only overloads that take one of these types; all overloads if empty.</summary>
    public string[] Taking { get; init; } = [];

    /// <summary>An overload that takes this type is fine.</summary>
    public string Unless { get; init; } = "(none)";

    /// <summary>Fine in a method that uses a member of this name as well.</summary>
    public string Beside { get; init; } = "(none)";

    /// <summary>Fine if the last argument is a constant that has all of these bits.</summary>
    public int? UnlessBits { get; init; }

    public bool Forbids(Use use, ILookup<(string From, string Method), Use> neighbours) =>
        use.Type == Type
        && use.Member.Length > 0
        && (Members.Length == 0 || Members.Contains(use.Member))
        && (Taking.Length == 0 || Taking.Any(use.Parameters.Contains))
        && !(UnlessBits is { } bits && use.Constant is { } constant && (constant & bits) == bits)
        && !use.Parameters.Contains(Unless, StringComparison.Ordinal)
        && !neighbours[(use.From, use.Method)].Any(other => other.Member == Beside);
}

/// <summary>A place that may do what is banned elsewhere, and why.</summary>
/// <param name="Project">The project of src.</param>
/// <param name="From">The outermost type.</param>
/// <param name="Target">How the used member begins.</param>
/// <param name="Why">The reason, for the next reader.</param>
internal sealed record Licence(string Project, string From, string Target, string Why)
{
    public bool Covers(Use use) => use.From == From && use.Target.StartsWith(Target, StringComparison.Ordinal);
}
