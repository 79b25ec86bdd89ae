using System.Collections;
using Tidemark.Graph.Forms;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Schemas;

/// <summary>Elements of fixed size, kept as their bytes: a node for each byte of a large array would take many times its size.</summary>
internal sealed class PackedElements : IReadOnlyList<GraphNode>
{
    private readonly byte[] _bytes;
    private readonly Form _element;

    private PackedElements(byte[] bytes, Form element) => (_bytes, _element) = (bytes, element);

    public ReadOnlySpan<byte> Bytes => _bytes;

    public Form Element => _element;

    public int Count => _bytes.Length / _element.FixedSize;

    public GraphNode this[int index]
    {
        get
        {
            var reader = new GraphReader(_bytes.AsSpan(index * _element.FixedSize, _element.FixedSize), new ReadScratch(), hasBackReferences: false);
            return new GraphLeaf(_element, _element.Codec!.ReadHead(ref reader));
        }
    }

    /// <summary>Takes the next elements, and checks the bits of each.</summary>
    public static PackedElements Read(ref GraphReader reader, Form element, int count)
    {
        var bytes = reader.ReadBytes(checked(count * element.FixedSize)).ToArray();
        if (element.AllowsAllBits)
            return new PackedElements(bytes, element);
        var check = new GraphReader(bytes, new ReadScratch(), hasBackReferences: false);
        for (; count > 0; count--)
            element.Codec!.ReadHead(ref check);
        return new PackedElements(bytes, element);
    }

    /// <summary>The same elements as those of a type with another name and the same bits.</summary>
    public PackedElements As(Form element) => new(_bytes, element);

    public IEnumerator<GraphNode> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
