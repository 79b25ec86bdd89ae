namespace Tidemark.Stores;

/// <summary>
/// What turns the baseline of one attribute into its live value: <see cref="WholeValue"/>, <see cref="PatchedValue"/> or <see cref="Removal"/>.
/// </summary>
public abstract record Difference
{
    private protected Difference(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        WellFormed.Check(name, "An attribute name");
        Name = name;
    }

    /// <summary>
    /// The attribute's name: any text without halves of surrogate pairs. Names are the same if their characters are, one by one: neither case nor normal form
    /// is looked at.
    /// </summary>
    public string Name { get; }

    /// <summary>How many bytes are sent, the name not counted.</summary>
    public abstract int Size { get; }
}

/// <summary>The attribute's new bytes, whatever they were before: they become the base of its chain, and what was there goes.</summary>
public sealed record WholeValue : Difference
{
    /// <summary>
    /// Says that the attribute <paramref name="name"/> now is <paramref name="value"/>. The bytes are handed over, not copied: nobody may
    /// write to that memory again, so it must not come from a pool.
    /// </summary>
    public WholeValue(string name, ReadOnlyMemory<byte> value) : base(name) => Value = value;

    /// <summary>The new bytes. A store keeps them as they are.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <inheritdoc/>
    public override int Size => Value.Length;
}

/// <summary>
/// The attribute has changed in parts: a patch for the end of its chain. A store appends it as it is and never applies it. It is refused if
/// the attribute is not what it was made on, as far as version and length tell: see <see cref="ChainEnd.Takes"/>.
/// </summary>
public sealed record PatchedValue : Difference
{
    /// <summary>
    /// Says that a patch makes the attribute <paramref name="name"/> what it now is. The bytes are handed over, not copied, as those of a
    /// <see cref="WholeValue"/>.
    /// </summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="on">The attribute's version that the patch was made on.</param>
    /// <param name="lengthBefore">How many bytes the value has at that version.</param>
    /// <param name="lengthAfter">How many bytes the patch makes of them.</param>
    public PatchedValue(string name, ReadOnlyMemory<byte> patch, StateVersion on, int lengthBefore, int lengthAfter) : base(name) =>
        (Patch, On, LengthBefore, LengthAfter) = (patch, on, lengthBefore, lengthAfter);

    /// <summary>The patch. A store keeps the bytes as they are, and need not know what they mean.</summary>
    public ReadOnlyMemory<byte> Patch { get; }

    /// <summary>The attribute's version that the patch was made on; the session may be at a later one.</summary>
    public StateVersion On { get; }

    /// <summary>How many bytes the value has at that version.</summary>
    public int LengthBefore { get; }

    /// <summary>How many bytes the value has with the patch.</summary>
    public int LengthAfter { get; }

    /// <inheritdoc/>
    public override int Size => Patch.Length;
}

/// <summary>The attribute is gone, base and patches.</summary>
public sealed record Removal : Difference
{
    /// <summary>Says that the attribute <paramref name="name"/> is gone.</summary>
    public Removal(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    public override int Size => 0;
}
