using System.Buffers;

namespace Tidemark;

/// <summary>
/// Turns attributes into bytes in place of the graph engine; see <see cref="TidemarkOptions.Serializers"/>. What it reads and writes is
/// tracked and patched like everything else: at a commit a value is serialised and compared with the bytes that are stored.
/// </summary>
/// <remarks>
/// Must be safe for all threads. Equal values should give equal bytes, also after they were read back; otherwise what was only looked at
/// counts as changed and is stored again. Whatever it throws becomes a <see cref="SessionAttributeException"/> of that attribute,
/// and may be logged: its messages should hold no values.
/// </remarks>
public abstract class AttributeSerializer
{
    private const int LongestName = 32;

    /// <summary>Names the serialiser.</summary>
    /// <param name="name">
    /// 1 to 32 printable ASCII characters. It is stored with each value, and says who can read it: never change it, and give another
    /// format another name.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, too long, or has other characters.</exception>
    protected AttributeSerializer(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > LongestName || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException($"A serialiser's name has 1 to {LongestName} printable ASCII characters without spaces.", nameof(name));
        Name = name;
        Head = SerializerHead.Of(name);
    }

    /// <summary>What its values are marked with in the store.</summary>
    public string Name { get; }

    internal byte[] Head { get; }

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value, never null. It may be compared with its stored bytes at any commit of the request that has it.</param>
    /// <param name="output">Gets the bytes. It must not be used after this method has returned.</param>
    /// <typeparam name="T">The type of the attribute's <see cref="SessionKey{T}"/>.</typeparam>
    public abstract void Serialize<T>(T value, IBufferWriter<byte> output);

    /// <summary>Reads what <see cref="Serialize{T}"/> wrote, into objects that nobody else has.</summary>
    /// <param name="bytes">The bytes, valid only until this method returns. They may be damaged; then it throws.</param>
    /// <typeparam name="T">The type of the attribute's <see cref="SessionKey{T}"/>, which need not be the one it was written as.</typeparam>
    /// <returns>The value. Null counts as damage: an attribute is never null.</returns>
    public abstract T? Deserialize<T>(ReadOnlySpan<byte> bytes);
}
