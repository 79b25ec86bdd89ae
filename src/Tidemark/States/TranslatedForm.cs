using Tidemark.Graph;

namespace Tidemark;

/// <summary>
/// The form of one live value that was read from another build's bytes. It keeps what this build does not know of it, puts that back when the
/// value is written, and compares with what this build saw in the bytes. Belongs to whoever has the attribute.
/// </summary>
internal sealed class TranslatedForm<T>(
    GraphForm<T> form, GraphPlan<T> plan, ReadOnlyMemory<byte> read, GraphTranslation<T> translation) : ValueForm<T>
{
    // What is stored, what is on its way to the store, and what the value is by now.
    private const int MostKept = 4;

    // Bytes in which unknown members are, and what this build sees in them; the last are the latest.
    private readonly List<(ReadOnlyMemory<byte> Bytes, GraphTranslation<T> Sight)> _kept = [(read, translation)];

    public override bool IsImmutable => form.IsImmutable;

    public override bool IsSame(T value, ReadOnlySpan<byte> encoded) =>
        Find(encoded) is { } sight ? plan.IsSame(value, sight.Baseline.Span) : form.IsSame(value, encoded);

    public override GraphComparison? Compare(T value, ReadOnlySpan<byte> encoded)
    {
        var sight = Find(encoded);
        if (sight is null && IsOwn(encoded))
            return form.Compare(value, encoded);
        if (sight is null ? form.IsSame(value, encoded) : plan.IsSame(value, sight.Baseline.Span))
            return default(GraphComparison);
        var (payload, next) = form.Encode(value, sight ?? _kept[^1].Sight);
        Keep(payload, next, encoded);
        return GraphForm<T>.CompareBytes(encoded, payload);
    }

    public override byte[] Encode(T value) => form.Encode(value);

    public override T Decode(ReadOnlySpan<byte> encoded) => form.Decode(encoded);

    private bool IsOwn(ReadOnlySpan<byte> encoded) =>
        GraphSchema.TryGetFingerprint(encoded, out var fingerprint) && fingerprint == plan.Schema.Fingerprint;

    private GraphTranslation<T>? Find(ReadOnlySpan<byte> encoded)
    {
        for (var i = _kept.Count - 1; i >= 0; i--)
        {
            if (_kept[i].Bytes.Span.SequenceEqual(encoded))
                return _kept[i].Sight;
        }

        return null;
    }

    private void Keep(byte[] payload, GraphTranslation<T> sight, ReadOnlySpan<byte> stored)
    {
        if (_kept.Count == MostKept)
            _kept.RemoveAt(_kept[0].Bytes.Span.SequenceEqual(stored) ? 1 : 0);
        _kept.Add((payload, sight));
    }
}
