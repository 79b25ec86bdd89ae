using Tidemark.Graph;

namespace Tidemark;

/// <summary>By a serialiser of the application's: compared byte for byte. Read only what it wrote itself.</summary>
internal sealed class SerializerForm<T>(AttributeSerializer serializer, bool isImmutable) : ValueForm<T>
{
    public override bool IsImmutable => isImmutable;

    public override bool IsSame(T value, ReadOnlySpan<byte> encoded)
    {
        try
        {
            using var output = Write(value);
            return output.Written.SequenceEqual(encoded);
        }
        catch (SerializerException)
        {
            // Something else than before, at any rate; what it is, Compare and Encode tell.
            return false;
        }
    }

    public override GraphComparison? Compare(T value, ReadOnlySpan<byte> encoded)
    {
        using var output = Write(value);
        return GraphComparison.OfBytes(encoded, output.Written);
    }

    public override byte[] Encode(T value)
    {
        using var output = Write(value);
        return output.Written.ToArray();
    }

    public override T Decode(ReadOnlySpan<byte> encoded)
    {
        T? value;
        try
        {
            value = serializer.Deserialize<T>(encoded[serializer.Head.Length..]);
        }
        catch (Exception failure)
        {
            throw SerializerException.Threw(serializer, typeof(T), failure);
        }

        return value ?? throw SerializerException.ReadNull(serializer);
    }

    private PooledOutput Write(T value)
    {
        var output = new PooledOutput();
        try
        {
            serializer.Head.CopyTo(output.GetSpan(serializer.Head.Length));
            output.Advance(serializer.Head.Length);
            serializer.Serialize(value, output);
            return output;
        }
        catch (Exception failure)
        {
            output.Dispose();
            throw SerializerException.Threw(serializer, typeof(T), failure);
        }
    }
}
