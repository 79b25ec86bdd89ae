namespace Tidemark;

/// <summary>
/// Names an attribute of a session and the type of its value. Declare each key once:
/// <code>public static readonly SessionKey&lt;Cart&gt; Cart = new("cart");</code>
/// </summary>
/// <typeparam name="T">Any type whose object graph is state: plain classes, records, structs, collections.</typeparam>
public sealed class SessionKey<T>
{
    /// <summary>Names an attribute.</summary>
    /// <param name="name">1 to 128 characters, without control characters. It is stored with the session: renaming it loses the value.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, too long, or has a control character.</exception>
    public SessionKey(string name)
    {
        AttributeName.Validate(name);
        Name = name;
    }

    /// <summary>The attribute's name.</summary>
    public string Name { get; }

    /// <summary>The attribute's name and type.</summary>
    public override string ToString() => $"{Name}: {typeof(T).Name}";
}
