using System.Buffers;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Compare;
using Tidemark.Graph.Shapes;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph;

/// <summary>The compiled shape of <typeparamref name="T"/>: encodes, decodes and compares its graphs. Safe for all threads.</summary>
/// <typeparam name="T">The static type of the root.</typeparam>
public sealed partial class GraphPlan<T>
{
    private readonly Codec<T> _root;
    private readonly TypeScope _scope;
    private readonly ulong _fingerprint;

    internal GraphPlan(CodecRegistry registry, GraphOptions options)
    {
        _root = (Codec<T>)registry.CodecOf(typeof(T));
        _scope = new TypeScope(typeof(T), registry, options);
        Schema = new GraphSchema(TypeNames.Of(typeof(T)), _scope.Forms);
        _fingerprint = Schema.Fingerprint;
        IsImmutable = registry.IsImmutable(typeof(T));
    }

    internal Codec Root => _root;

    internal TypeScope Scope => _scope;

    /// <summary>Whether no instance can change after it was made, so that handing it out is no mutable access.</summary>
    public bool IsImmutable { get; }

    /// <summary>Writes a graph.</summary>
    /// <param name="graph">The root; may be null if <typeparamref name="T"/> is a reference type.</param>
    /// <param name="output">Gets the bytes, in one piece at the end.</param>
    /// <exception cref="GraphException">The graph holds something that cannot be state. Nothing was written.</exception>
    public void Encode(T graph, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var scratch = Scratch<WriteScratch>.Take();
        try
        {
            output.Write(WriteReadable(graph, scratch));
        }
        finally
        {
            scratch.Reset();
            Scratch<WriteScratch>.Give(scratch);
        }
    }

    /// <summary>As <see cref="Encode(T, IBufferWriter{byte})"/>, into an array of just the right length.</summary>
    /// <exception cref="GraphException">The graph holds something that cannot be state.</exception>
    public byte[] Encode(T graph)
    {
        var scratch = Scratch<WriteScratch>.Take();
        try
        {
            return WriteReadable(graph, scratch).ToArray();
        }
        finally
        {
            scratch.Reset();
            Scratch<WriteScratch>.Give(scratch);
        }
    }

    /// <summary>
    /// Reads a graph of this build's. Constructors are not run; methods marked <see cref="System.Runtime.Serialization.OnDeserializedAttribute"/> are,
    /// once all of it is there, those of inner objects first.
    /// </summary>
    /// <exception cref="GraphFormatException">The bytes are damaged, or of another schema; see <see cref="Translate"/>.</exception>
    public T Decode(ReadOnlySpan<byte> bytes)
    {
        PayloadHead.Check(bytes, _fingerprint, typeof(T), out var hasBackReferences);
        var scratch = Scratch<ReadScratch>.Take();
        scratch.Scope = _scope;
        try
        {
            return Read(bytes, scratch, hasBackReferences);
        }
        finally
        {
            scratch.Reset();
            Scratch<ReadScratch>.Give(scratch);
        }
    }

    private T Read(ReadOnlySpan<byte> bytes, ReadScratch scratch, bool hasBackReferences)
    {
        var reader = new GraphReader(bytes, scratch, hasBackReferences);
        reader.ReadBytes(PayloadHead.Size);
        var graph = _root.Read(ref reader);
        reader.ReadLaterBodies();

        // Nobody gets what a trial reads: code of the application must not be told of it.
        if (!scratch.IsTrial)
            scratch.Hooks.Call(graph, typeof(T), bytes.Length);
        return graph;
    }

    private ReadOnlySpan<byte> WriteReadable(T graph, WriteScratch scratch, bool numbered = false)
    {
        var payload = Write(graph, scratch, numbered);
        if (scratch.NeedsTrial)
            DemandReadable(graph, payload);
        return payload;
    }

    private ReadOnlySpan<byte> Write(T graph, WriteScratch scratch, bool numbered = false)
    {
        scratch.Scope = _scope;
        try
        {
            return Walk(graph, scratch, numbered);
        }
        catch (IdentityLostException)
        {
            scratch.Reset();
            return Walk(graph, scratch, numbered: true);
        }
        catch (GraphException refused) when (refused.Offender is not null)
        {
            throw refused.At(PathFinder.Find(graph, refused.Offender), typeof(T));
        }
    }

    private ReadOnlySpan<byte> Walk(T graph, WriteScratch scratch, bool numbered)
    {
        var writer = new GraphWriter(scratch, numbered);
        writer.Reserve(PayloadHead.Size);
        _root.Write(ref writer, in graph);
        writer.WriteLaterBodies();
        if (!writer.IsIdentityProven)
            throw new IdentityLostException();
        PayloadHead.Write(scratch.Buffer, _fingerprint, writer.HasBackReferences);
        return scratch.Buffer.AsSpan(0, writer.Length);
    }
}
