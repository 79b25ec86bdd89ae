using System.Globalization;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>What a leaf type is good for.</summary>
[Flags]
internal enum LeafUse
{
    Value = 0,
    Key = 1,
    SortKey = 3,
    Identity = 4,
}

/// <summary>A type without parts: makes a value of any number, the plainest of 0, and knows when two values are the same state.</summary>
internal abstract class Leaf(Type type, string name, LeafUse use)
{
    public Type Type { get; } = type;

    public string Name { get; } = name;

    public bool IsKey => (use & LeafUse.Key) != 0;

    public bool IsSortKey => (use & LeafUse.SortKey) == LeafUse.SortKey;

    /// <summary>Whether two references to one instance are other state than references to two.</summary>
    public bool IsTracked => (use & LeafUse.Identity) != 0;

    public abstract object? Make(uint seed);

    public abstract bool Same(object one, object other);

    public virtual string TextOf(object value)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{value}");
        return text.Length <= 40 ? text : $"{text[..40]}... {text.Length}";
    }
}

/// <inheritdoc/>
internal sealed class Leaf<T>(string name, LeafUse use, Func<uint, T> make, Func<T, T, bool> same) : Leaf(typeof(T), name, use)
{
    public override object? Make(uint seed) => make(seed);

    public override bool Same(object one, object other) => same((T)one, (T)other);
}
