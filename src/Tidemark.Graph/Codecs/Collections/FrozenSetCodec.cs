using System.Collections.Frozen;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

internal sealed class FrozenSetCodec<T>(Codec<T> element) : MadeSetCodec<FrozenSet<T>, T>(element)
{
    // Bodies that are put off at such a depth would be hashed before they are read.
    public override void Write(ref GraphWriter writer, in FrozenSet<T> value)
    {
        var putOff = writer.PutOff;
        base.Write(ref writer, in value);
        if (writer.PutOff != putOff && !AreContent)
            throw Refused.TooDeep(value);
    }

    protected override byte ComparerOf(FrozenSet<T> set) => EqualityForm<T>.CodeOf(set.Comparer, set);

    protected override Snapshot<T> ElementsOf(FrozenSet<T> set) => new(set.Items.AsSpan());

    protected override Func<T[], FrozenSet<T>> Maker(ref GraphReader reader)
    {
        var comparer = EqualityForm<T>.Read(ref reader);
        return elements =>
        {
            var set = elements.ToFrozenSet(comparer);
            return set.Count == elements.Length ? set : throw new ArgumentException("An element of a set is there twice.");
        };
    }

    // A frozen set cannot be promised: its class depends on its elements. If it was made of incomplete ones it must not be used.
    protected override FrozenSet<T> MakeLater(ref GraphReader reader, T[] elements, Func<T[], FrozenSet<T>> make)
    {
        var site = Filling.SiteOf(ref reader);
        var made = Filling.Make(elements, site, make);
        reader.AtEnd(() => Filling.Make(elements, site, all =>
            Array.TrueForAll(all, made.Contains) ? made : throw new ArgumentException("An element was hashed before it was complete.")));
        return made;
    }
}
