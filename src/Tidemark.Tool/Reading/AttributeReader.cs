using Tidemark.Graph;

namespace Tidemark.Tool.Reading;

/// <summary>Reads attributes without the application's types, by the schemas that it has published.</summary>
internal sealed class AttributeReader(OpenStore open)
{
    private readonly KnownSchemas _schemas = new();

    /// <summary>The attributes of a session, by name; null if there is no such session any more.</summary>
    public async Task<IReadOnlyList<ReadAttribute>?> ReadAsync(SessionFacts session, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, cancellationToken) is not { } found)
            return null;
        var attributes = new List<ReadAttribute>();
        foreach (var stored in found.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
            attributes.Add(await ReadAsync(stored, cancellationToken));
        return attributes;
    }

    private async Task<IReadOnlyList<StoredAttribute>?> FindAsync(SessionFacts session, CancellationToken cancellationToken)
    {
        if (session.IsCopy)
            return (await open.Store.Copies!.ReadImageAsync(session.Key, StateVersion.None, cancellationToken)).Changed;
        return await open.Store.ReadAsync(session.Key, StateVersion.None, cancellationToken) is ReadOutcome.Found { State: var state } ? state.Changed : null;
    }

    private async Task<ReadAttribute> ReadAsync(StoredAttribute stored, CancellationToken cancellationToken)
    {
        var value = StoredValue.Read(stored, null, open.Longest);
        var facts = new AttributeFacts(stored.Name, value.Length, stored.Patches.Count, stored.Version.Number);
        try
        {
            return new ReadAttribute(facts, await OpenAsync(value.Bytes, cancellationToken));
        }
        catch (Exception unreadable) when (unreadable is BrokenChainException or GraphFormatException or UnknownSchemaException)
        {
            return new ReadAttribute(facts, new AttributeContent.Unreadable(unreadable.Message));
        }
    }

    private async Task<AttributeContent> OpenAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (SerializerHead.IsOn(bytes.Span))
        {
            return SerializerHead.NameOn(bytes.Span) is { } name
                ? new AttributeContent.Serialized(name, bytes[SerializerHead.Of(name).Length..])
                : new AttributeContent.Unreadable("The name of the serialiser that wrote it is damaged.");
        }

        if (!GraphSchema.TryGetFingerprint(bytes.Span, out var fingerprint))
            return new AttributeContent.Unreadable("Neither the graph engine nor a serialiser of the application wrote it.");
        if (!_schemas.Has(fingerprint))
            _schemas.Learn(fingerprint, await open.Store.ReadSchemaAsync(fingerprint, cancellationToken));
        return new AttributeContent.Graph(_schemas.Find(fingerprint).Read(bytes.Span));
    }
}

/// <summary>An attribute that was read.</summary>
/// <param name="Facts">What the store says of it.</param>
/// <param name="Content">Its value.</param>
internal sealed record ReadAttribute(AttributeFacts Facts, AttributeContent Content);

/// <summary>What an attribute holds, as far as it can be read without the application's types.</summary>
internal abstract record AttributeContent
{
    private AttributeContent()
    {
    }

    /// <summary>The graph engine wrote it.</summary>
    public sealed record Graph(GraphNode Root) : AttributeContent;

    /// <summary>A serialiser of the application wrote it.</summary>
    public sealed record Serialized(string Serializer, ReadOnlyMemory<byte> Bytes) : AttributeContent;

    /// <summary>It is damaged, or its schema is not there.</summary>
    public sealed record Unreadable(string Why) : AttributeContent;
}
