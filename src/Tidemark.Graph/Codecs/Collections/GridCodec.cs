using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>An array of several dimensions: its lengths in the head, its elements in the body, the last index running fastest.</summary>
internal sealed class GridCodec<TArray, T>(Codec<T> element) : ReferenceCodec<TArray> where TArray : class
{
    private static readonly int Rank = typeof(TArray).GetArrayRank();

    private readonly IElements<T> _elements = Elements.Of(element);

    public override void WriteHead(ref GraphWriter writer, object value)
    {
        var grid = (Array)value;
        for (var dimension = 0; dimension < Rank; dimension++)
        {
            RefuseLowerBound(grid, dimension);
            writer.WriteVarint((uint)grid.GetLength(dimension));
        }
    }

    public override object ReadHead(ref GraphReader reader)
    {
        var lengths = new int[Rank];
        ulong count = 1, nonZero = 1;
        for (var dimension = 0; dimension < Rank; dimension++)
        {
            var length = reader.ReadVarint();
            if (length > (uint)Array.MaxLength || nonZero * Math.Max(length, 1) > (ulong)Array.MaxLength)
                reader.Refuse("An array is too large");
            nonZero *= Math.Max(length, 1);
            count *= length;
            lengths[dimension] = (int)length;
        }

        reader.Claim(count, _elements.MinSize);
        return Array.CreateInstance(typeof(T), lengths);
    }

    public override bool SameHead(ref GraphComparer comparer, object value)
    {
        var grid = (Array)value;
        for (var dimension = 0; dimension < Rank; dimension++)
        {
            RefuseLowerBound(grid, dimension);
            if (!comparer.SameVarint((uint)grid.GetLength(dimension)))
                return false;
        }

        return true;
    }

    public override void WriteBody(ref GraphWriter writer, object value) => _elements.Write(ref writer, AllOf((Array)value));

    public override void ReadBody(ref GraphReader reader, object value) => _elements.Read(ref reader, AllOf((Array)value));

    public override bool SameBody(ref GraphComparer comparer, object value) => _elements.Same(ref comparer, AllOf((Array)value));

    private static Span<T> AllOf(Array grid) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(grid)), grid.Length);

    private static void RefuseLowerBound(Array grid, int dimension)
    {
        if (grid.GetLowerBound(dimension) != 0)
            throw new GraphException($"{Refused.NameOf(grid.GetType())} does not begin at index 0. Use an array that does.", "", grid);
    }
}
