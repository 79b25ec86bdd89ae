namespace Tidemark.Stores;

/// <summary>The one thing that a store has to know of a schema. Stores may share it.</summary>
public static class SchemaSize
{
    /// <summary>Refuses what is too long.</summary>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is longer than <see cref="IPrimaryStore.MaxSchemaBytes"/>.</exception>
    public static void Check(ReadOnlyMemory<byte> schema)
    {
        if (schema.Length > IPrimaryStore.MaxSchemaBytes)
        {
            throw new ArgumentException(
                $"A schema takes at most {IPrimaryStore.MaxSchemaBytes} bytes; this one takes {schema.Length}. Nothing was published.", nameof(schema));
        }
    }
}
