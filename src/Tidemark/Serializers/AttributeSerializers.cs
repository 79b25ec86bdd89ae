namespace Tidemark;

/// <summary>
/// Which attributes are written by which serialiser. Those that nothing is said of, and all of type <c>byte[]</c>, are the graph engine's.
/// </summary>
/// <remarks>
/// Of several rules the one for the attribute's name counts, then the one for its type, then the one for all. An attribute is read by whoever
/// wrote it, as long as that serialiser is named here, and is written anew only when it changes: a rule may come and go while sessions live.
/// Not safe for several threads; do not change it once sessions are in use.
/// </remarks>
public sealed class AttributeSerializers
{
    private readonly Dictionary<string, AttributeSerializer> _known = new(StringComparer.Ordinal);

    // Null stands for the graph engine.
    private readonly Dictionary<string, AttributeSerializer?> _byAttribute = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, AttributeSerializer?> _byType = [];
    private AttributeSerializer? _forAll;

    internal AttributeSerializers()
    {
    }

    /// <summary>Writes all attributes by this serialiser, but for those of type <c>byte[]</c>.</summary>
    /// <exception cref="ArgumentException">Another serialiser has the same name.</exception>
    public AttributeSerializers UseForAll(AttributeSerializer serializer)
    {
        _forAll = Know(serializer);
        return this;
    }

    /// <summary>Writes attributes whose key is of just this type by this serialiser.</summary>
    /// <typeparam name="T">The type of the <see cref="SessionKey{T}"/>; those derived from it are others.</typeparam>
    /// <exception cref="ArgumentException">Another serialiser has the same name.</exception>
    public AttributeSerializers Use<T>(AttributeSerializer serializer)
    {
        _byType[typeof(T)] = Know(serializer);
        return this;
    }

    /// <summary>Writes the attribute of this name by this serialiser.</summary>
    /// <exception cref="ArgumentException">Another serialiser has the same name, or no attribute can have that name.</exception>
    public AttributeSerializers Use(string attribute, AttributeSerializer serializer)
    {
        AttributeName.Validate(attribute);
        _byAttribute[attribute] = Know(serializer);
        return this;
    }

    /// <summary>Writes attributes whose key is of just this type by the graph engine, whatever is said for all.</summary>
    /// <typeparam name="T">The type of the <see cref="SessionKey{T}"/>.</typeparam>
    public AttributeSerializers UseEngine<T>()
    {
        _byType[typeof(T)] = null;
        return this;
    }

    /// <summary>Writes the attribute of this name by the graph engine, whatever is said for its type and for all.</summary>
    /// <exception cref="ArgumentException">No attribute can have that name.</exception>
    public AttributeSerializers UseEngine(string attribute)
    {
        AttributeName.Validate(attribute);
        _byAttribute[attribute] = null;
        return this;
    }

    /// <summary>Reads what this serialiser wrote, and writes nothing by it: for the time after it was in use.</summary>
    /// <exception cref="ArgumentException">Another serialiser has the same name.</exception>
    public AttributeSerializers AlsoRead(AttributeSerializer serializer)
    {
        Know(serializer);
        return this;
    }

    /// <summary>Whether the graph engine writes nothing that is not made an exception, but for <c>byte[]</c>.</summary>
    internal bool HasOneForAll => _forAll is not null;

    /// <summary>Who writes the attribute; null for the graph engine.</summary>
    internal AttributeSerializer? Find(string attribute, Type type)
    {
        if (type == typeof(byte[]))
            return null;
        if (_byAttribute.TryGetValue(attribute, out var serializer) || _byType.TryGetValue(type, out serializer))
            return serializer;
        return _forAll;
    }

    /// <summary>Who wrote bytes that bear this name; null if nobody here did.</summary>
    internal AttributeSerializer? Find(string name) => _known.GetValueOrDefault(name);

    private AttributeSerializer Know(AttributeSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        if (!_known.TryAdd(serializer.Name, serializer) && _known[serializer.Name] != serializer)
        {
            throw new ArgumentException(
                $"Another serialiser is named '{serializer.Name}' already, and stored bytes would not tell which of them wrote them. Give each a name "
                + "of its own, or use the same instance.",
                nameof(serializer));
        }

        return serializer;
    }
}
