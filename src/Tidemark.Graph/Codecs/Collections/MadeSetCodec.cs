using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>An immutable set, made from all of its elements at once: 0 for null, else 1, the comparer, the elements.</summary>
internal abstract class MadeSetCodec<TSet, T>(Codec<T> element) : Codec<TSet> where TSet : class
{
    private readonly SetElements<T> _elements = new(element);

    public override int MinSize => 1;

    /// <summary>Whether keys are found by their hash; else they are sorted.</summary>
    protected virtual bool Hashes => true;

    private Func<T[], TSet>? AsStored => Hashes || OwnEquality<T>.IsNever(hashes: false) ? null : MakeAsStored;

    protected bool AreContent => _elements.AreContent;

    public override void Write(ref GraphWriter writer, in TSet value)
    {
        writer.WriteByte(value is null ? (byte)0 : (byte)1);
        if (value is null)
            return;
        writer.WriteByte(ComparerOf(value));
        using var live = ElementsOf(value);
        writer.Nest(value);
        _elements.Write(ref writer, value, live.Items, Hashes);
        writer.Unnest();
    }

    public override TSet Read(ref GraphReader reader)
    {
        switch (reader.ReadByte())
        {
            case 0:
                return null!;
            case 1:
                var make = Maker(ref reader);
                reader.Nest();
                var elements = _elements.Read(ref reader);
                reader.Unnest();
                return AreContent ? Filling.Make(ref reader, elements, make, Hashes, AsStored) : MakeLater(ref reader, elements, make);
            default:
                reader.Refuse("A set is neither there nor null");
                return null!;
        }
    }

    public override bool Same(ref GraphComparer comparer, in TSet value)
    {
        if (value is null)
            return comparer.SameByte(0);
        if (!comparer.SameByte(1) || !comparer.SameByte(ComparerOf(value)))
            return false;
        using var live = ElementsOf(value);
        return _elements.Same(ref comparer, value, live.Items, Hashes);
    }

    protected abstract byte ComparerOf(TSet set);

    protected abstract Snapshot<T> ElementsOf(TSet set);

    /// <summary>Reads the comparer, and gives what makes the set of distinct elements, or throws if there are equal ones.</summary>
    protected abstract Func<T[], TSet> Maker(ref GraphReader reader);

    /// <summary>For sorted ones of keys whose order somebody wrote: makes one of them in the order in which they are.</summary>
    protected virtual TSet MakeAsStored(T[] elements) => throw new NotSupportedException();

    protected virtual TSet MakeLater(ref GraphReader reader, T[] elements, Func<T[], TSet> make)
    {
        var promised = Promise.Make<TSet>();
        var (site, hashes, asStored) = (Filling.SiteOf(ref reader), Hashes, AsStored);
        reader.AtEnd(() => Promise.Keep(promised, Filling.Make(elements, site, make, hashes, asStored)));
        return promised;
    }
}
