namespace Tidemark.Graph.Tests.Laws;

/// <summary>What a key is: two members that are stored, and one that is not.</summary>
internal readonly record struct KeyParts(string? Name, int Number, int Unstored);

/// <summary>An equality, a hash code that goes with it, and an order that need not.</summary>
internal interface IKeyRule
{
    static abstract bool Same(KeyParts one, KeyParts other);

    static abstract int Hash(KeyParts key);

    static abstract int Order(KeyParts one, KeyParts other);
}

/// <summary>All that is stored.</summary>
internal readonly struct ByAll : IKeyRule
{
    public static bool Same(KeyParts one, KeyParts other) => (one.Name, one.Number) == (other.Name, other.Number);

    public static int Hash(KeyParts key) => key.Number;

    public static int Order(KeyParts one, KeyParts other) =>
        string.CompareOrdinal(one.Name, other.Name) is var order and not 0 ? order : one.Number.CompareTo(other.Number);
}

/// <summary>Equality by less than what is stored; the order goes by all of it.</summary>
internal readonly struct EqualByName : IKeyRule
{
    public static bool Same(KeyParts one, KeyParts other) => one.Name == other.Name;

    public static int Hash(KeyParts key) => key.Name?.Length ?? 7;

    public static int Order(KeyParts one, KeyParts other) => ByAll.Order(one, other);
}

/// <summary>The order goes by less than what is stored, and backwards; equality by all of it.</summary>
internal readonly struct OrderedByNumber : IKeyRule
{
    public static bool Same(KeyParts one, KeyParts other) => ByAll.Same(one, other);

    public static int Hash(KeyParts key) => 1;

    public static int Order(KeyParts one, KeyParts other) => other.Number.CompareTo(one.Number);
}

/// <summary>Texts count without their case.</summary>
internal readonly struct IgnoringCase : IKeyRule
{
    public static bool Same(KeyParts one, KeyParts other) => string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase);

    public static int Hash(KeyParts key) => StringComparer.OrdinalIgnoreCase.GetHashCode(key.Name ?? "");

    public static int Order(KeyParts one, KeyParts other) => StringComparer.OrdinalIgnoreCase.Compare(one.Name, other.Name);
}

/// <summary>What is not stored counts, too.</summary>
internal readonly struct ByUnstored : IKeyRule
{
    public static bool Same(KeyParts one, KeyParts other) => one == other;

    public static int Hash(KeyParts key) => key.Unstored;

    public static int Order(KeyParts one, KeyParts other) =>
        ByAll.Order(one, other) is var order and not 0 ? order : one.Unstored.CompareTo(other.Unstored);
}

/// <summary>A key that cannot be compared without its name.</summary>
internal readonly struct Throwing : IKeyRule
{
    public static bool Same(KeyParts one, KeyParts other) => one.Name!.Equals(other.Name, StringComparison.Ordinal);

    public static int Hash(KeyParts key) => key.Name!.Length;

    public static int Order(KeyParts one, KeyParts other) => string.CompareOrdinal(one.Name!.ToUpperInvariant(), other.Name!.ToUpperInvariant());
}

/// <summary>A key of some type.</summary>
internal interface IKey<TSelf> where TSelf : IKey<TSelf>
{
    KeyParts Parts { get; }

    static abstract TSelf Of(KeyParts parts);

    /// <summary>The key with other parts: the same instance if it can change.</summary>
    TSelf Changed(KeyParts parts);
}

internal readonly struct ValueKey<TRule>(string? name, int number, int unstored)
    : IKey<ValueKey<TRule>>, IEquatable<ValueKey<TRule>>, IComparable<ValueKey<TRule>> where TRule : IKeyRule
{
    private readonly string? _name = name;
    private readonly int _number = number;

    [SessionIgnore]
    private readonly int _unstored = unstored;

    public KeyParts Parts => new(_name, _number, _unstored);

    public static ValueKey<TRule> Of(KeyParts parts) => new(parts.Name, parts.Number, parts.Unstored);

    public ValueKey<TRule> Changed(KeyParts parts) => Of(parts);

    public bool Equals(ValueKey<TRule> other) => TRule.Same(Parts, other.Parts);

    public override bool Equals(object? obj) => obj is ValueKey<TRule> other && Equals(other);

    public override int GetHashCode() => TRule.Hash(Parts);

    public int CompareTo(ValueKey<TRule> other) => TRule.Order(Parts, other.Parts);

    public override string ToString() => $"{Parts.Name}/{Parts.Number}";
}

internal sealed class FixedKey<TRule>(string? name, int number, int unstored)
    : IKey<FixedKey<TRule>>, IEquatable<FixedKey<TRule>>, IComparable<FixedKey<TRule>> where TRule : IKeyRule
{
    private readonly string? _name = name;
    private readonly int _number = number;

    [SessionIgnore]
    private readonly int _unstored = unstored;

    public KeyParts Parts => new(_name, _number, _unstored);

    public static FixedKey<TRule> Of(KeyParts parts) => new(parts.Name, parts.Number, parts.Unstored);

    public FixedKey<TRule> Changed(KeyParts parts) => Of(parts);

    public bool Equals(FixedKey<TRule>? other) => other is not null && TRule.Same(Parts, other.Parts);

    public override bool Equals(object? obj) => Equals(obj as FixedKey<TRule>);

    public override int GetHashCode() => TRule.Hash(Parts);

    public int CompareTo(FixedKey<TRule>? other) => other is null ? 1 : TRule.Order(Parts, other.Parts);

    public override string ToString() => $"{Parts.Name}/{Parts.Number}";
}

/// <summary>A key that can be changed where it is.</summary>
internal class OpenKey<TRule> : IKey<OpenKey<TRule>>, IEquatable<OpenKey<TRule>>, IComparable<OpenKey<TRule>> where TRule : IKeyRule
{
    private string? _name;
    private int _number;

    [SessionIgnore]
    private int _unstored;

    public KeyParts Parts => new(_name, _number, _unstored);

    public static OpenKey<TRule> Of(KeyParts parts) => new OpenKey<TRule>().Changed(parts);

    public OpenKey<TRule> Changed(KeyParts parts)
    {
        (_name, _number, _unstored) = parts;
        return this;
    }

    public bool Equals(OpenKey<TRule>? other) => other is not null && TRule.Same(Parts, other.Parts);

    public override bool Equals(object? obj) => Equals(obj as OpenKey<TRule>);

    public override int GetHashCode() => TRule.Hash(Parts);

    public int CompareTo(OpenKey<TRule>? other) => other is null ? 1 : TRule.Order(Parts, other.Parts);

    public override string ToString() => $"{Parts.Name}/{Parts.Number}";
}
