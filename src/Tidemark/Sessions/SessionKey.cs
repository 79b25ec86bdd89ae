namespace Tidemark;

/// <summary>
/// Names an attribute of a session and the type of its value. Declare each key once:
/// <code>public static readonly SessionKey&lt;Cart&gt; Cart = new("cart");</code>
/// </summary>
/// <typeparam name="T">Any type whose object graph is state: plain classes, records, structs, collections.</typeparam>
public sealed class SessionKey<T>
{
    /// <summary>Names an attribute. Whoever gets it although it cannot be read gets a <see cref="SessionAttributeException"/>.</summary>
    /// <param name="name">
    /// 1 to 1,024 characters, without control and format characters, line separators and halves of surrogate pairs. It is stored with the session: renaming
    /// it loses the value.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, too long, or has a character that it must not have.</exception>
    public SessionKey(string name) : this(name, WhenUnreadable.Fail)
    {
    }

    /// <summary>Names an attribute, and says what to do when it cannot be read.</summary>
    /// <param name="name">
    /// 1 to 1,024 characters, without control and format characters, line separators and halves of surrogate pairs. It is stored with the session: renaming
    /// it loses the value.
    /// </param>
    /// <param name="whenUnreadable">What to do.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, too long, or has a character that it must not have.</exception>
    public SessionKey(string name, WhenUnreadable whenUnreadable)
    {
        AttributeName.Validate(name);
        (Name, WhenUnreadable) = (name, whenUnreadable);
    }

    /// <summary>Names an attribute, and makes a replacement when it cannot be read.</summary>
    /// <param name="name">
    /// 1 to 1,024 characters, without control and format characters, line separators and halves of surrogate pairs. It is stored with the session: renaming
    /// it loses the value.
    /// </param>
    /// <param name="replace">
    /// Makes the value that takes the place of what cannot be read; null to have it absent, as with <see cref="WhenUnreadable.Drop"/>. A replacement
    /// that was got to be changed is stored at the commit; one that was only read is not. Called by many requests at once.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, too long, or has a character that it must not have.</exception>
    public SessionKey(string name, Func<UnreadableAttribute, T?> replace) : this(name, WhenUnreadable.Drop)
    {
        ArgumentNullException.ThrowIfNull(replace);
        Replace = replace;
    }

    /// <summary>The attribute's name.</summary>
    public string Name { get; }

    /// <summary>What becomes of a request that asks for it when it cannot be read.</summary>
    public WhenUnreadable WhenUnreadable { get; }

    internal Func<UnreadableAttribute, T?>? Replace { get; }

    /// <summary>The attribute's name and type.</summary>
    public override string ToString() => $"{Name}: {typeof(T).Name}";
}
