using Tidemark.Graph;

namespace Tidemark;

/// <summary>
/// By the graph engine: written in the schema of this build, read in whatever schema other builds wrote. A value is compared with another
/// build's bytes by what this build sees in them.
/// </summary>
internal sealed class GraphForm<T> : ValueForm<T>
{
    private readonly GraphPlan<T> _plan;
    private readonly KnownSchemas _schemas;
    private readonly Action<string, string>? _unset;
    private readonly string _attribute;

    /// <exception cref="SessionAttributeException">No store would take the schema of the type.</exception>
    public GraphForm(GraphPlan<T> plan, KnownSchemas schemas, Action<string, string>? unset, string attribute)
    {
        (_plan, _schemas, _unset, _attribute) = (plan, schemas, unset, attribute);
        schemas.Add(plan.Schema, attribute);
    }

    public override bool IsImmutable => _plan.IsImmutable;

    public override bool IsSame(T value, ReadOnlySpan<byte> encoded)
    {
        try
        {
            return IsForeign(encoded) ? _plan.IsSame(value, Translate(encoded).Baseline.Span) : _plan.IsSame(value, encoded);
        }
        catch (Exception unreadable) when (unreadable is GraphFormatException or UnknownSchemaException)
        {
            return false;
        }
    }

    public override GraphComparison? Compare(T value, ReadOnlySpan<byte> encoded)
    {
        try
        {
            return IsForeign(encoded) ? CompareForeign(value, encoded) : _plan.Compare(value, encoded);
        }
        catch (Exception unreadable) when (unreadable is GraphFormatException or UnknownSchemaException)
        {
            return null;
        }
    }

    public override byte[] Encode(T value) => _plan.Encode(value);

    public override T Decode(ReadOnlySpan<byte> encoded) => IsForeign(encoded) ? Translate(encoded).Value : _plan.Decode(encoded);

    public override LiveValue<T> Open(ReadOnlyMemory<byte> stored)
    {
        if (IsImmutable || !IsForeign(stored.Span))
            return new LiveValue<T>(this, Decode(stored.Span));
        var translation = Translate(stored.Span);
        return new LiveValue<T>(new TranslatedForm<T>(this, _plan, stored, translation), translation.Value);
    }

    /// <summary>Writes a value that was read from another build's bytes, with the members of it that this build does not know.</summary>
    public (byte[] Payload, GraphTranslation<T> Next) Encode(T value, GraphTranslation<T> translation)
    {
        var (payload, schema) = translation.Encode(value, out var next);
        _schemas.Add(schema, _attribute);
        return (payload, next);
    }

    /// <summary>Patches leave the schema as it is, so that the base of a chain tells it.</summary>
    public static GraphComparison CompareBytes(ReadOnlySpan<byte> encoded, byte[] payload) =>
        GraphSchema.TryGetFingerprint(encoded, out var before) && GraphSchema.TryGetFingerprint(payload, out var now) && before == now
            ? GraphComparison.OfBytes(encoded, payload)
            : GraphComparison.OfWhole(payload);

    // A value that was set is new, and carries nothing; but an immutable one cannot be changed in any other way, and stands for the one that was there.
    private GraphComparison CompareForeign(T value, ReadOnlySpan<byte> encoded)
    {
        var translation = Translate(encoded);
        if (_plan.IsSame(value, translation.Baseline.Span))
            return default(GraphComparison);
        return CompareBytes(encoded, IsImmutable ? Encode(value, translation).Payload : _plan.Encode(value));
    }

    private bool IsForeign(ReadOnlySpan<byte> encoded) =>
        GraphSchema.TryGetFingerprint(encoded, out var fingerprint) && fingerprint != _plan.Schema.Fingerprint;

    /// <exception cref="GraphFormatException">The bytes are damaged, or their types do not go together with those of this build.</exception>
    private GraphTranslation<T> Translate(ReadOnlySpan<byte> encoded)
    {
        GraphSchema.TryGetFingerprint(encoded, out var fingerprint);
        var translation = _plan.Translate(encoded, _schemas.Find(fingerprint));
        foreach (var member in translation.UnsetMembers)
            _unset?.Invoke(_attribute, member);
        return translation;
    }
}
