namespace Tidemark.Stores;

/// <summary>What turns the baseline of one attribute into its live value: <see cref="WholeValue"/> or <see cref="Removal"/>.</summary>
public abstract record Difference
{
    private protected Difference(string name) => Name = name;

    /// <summary>The attribute's name.</summary>
    public string Name { get; }
}

/// <summary>The attribute's new bytes, whatever they were before.</summary>
public sealed record WholeValue : Difference
{
    /// <summary>
    /// Says that the attribute <paramref name="name"/> now is <paramref name="value"/>. The bytes are handed over, not copied: nobody may
    /// write to that memory again, so it must not come from a pool.
    /// </summary>
    public WholeValue(string name, ReadOnlyMemory<byte> value) : base(name) => Value = value;

    /// <summary>The new bytes. A store keeps them as they are.</summary>
    public ReadOnlyMemory<byte> Value { get; }
}

/// <summary>The attribute is gone.</summary>
public sealed record Removal : Difference
{
    /// <summary>Says that the attribute <paramref name="name"/> is gone.</summary>
    public Removal(string name) : base(name)
    {
    }
}
