using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// What compare by keys does about elements that came and went: those that went are removed where they stood, those that came are put
/// behind the others.
/// </summary>
internal ref struct Keying
{
    private bool _isNamed;

    /// <summary>Passes the count of the baseline; false if it differs and nothing is recorded.</summary>
    public bool TryBegin(ref GraphComparer comparer, int live, out int stored)
    {
        stored = 0;
        var start = comparer.Position;
        if (!comparer.TryTakeVarint(out var count) || count > int.MaxValue)
            return false;
        stored = (int)count;
        if (stored == live)
            return true;
        if (!comparer.IsRecording)
            return false;
        Name(ref comparer);
        comparer.ReplaceCount(start, live);
        return true;
    }

    public bool Remove<T>(ref GraphComparer comparer, Codec<T> codec) => Replace(ref comparer, codec, 1, []);

    public bool Add<T>(ref GraphComparer comparer, Codec<T> codec, ReadOnlySpan<T> live) => Replace(ref comparer, codec, 0, live);

    private bool Replace<T>(ref GraphComparer comparer, Codec<T> codec, int stored, scoped ReadOnlySpan<T> live)
    {
        if (!comparer.IsRecording)
            return false;
        Name(ref comparer);
        return comparer.ReplaceElements(codec, stored, live);
    }

    // The collection itself is what changed, once.
    private void Name(ref GraphComparer comparer)
    {
        if (!_isNamed)
            comparer.BeginChange();
        _isNamed = true;
    }
}
