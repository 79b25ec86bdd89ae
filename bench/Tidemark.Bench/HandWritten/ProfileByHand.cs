using System.Buffers;
using System.Runtime.InteropServices;
using Tidemark.Bench.Graphs;
using static Tidemark.Bench.HandWritten.HandBytes;

namespace Tidemark.Bench.HandWritten;

/// <summary>Text, of which the signature alone may be in any script; the settings in the order of their entries only.</summary>
public sealed class ProfileByHand : IByHand<Profile>
{
    public void Write(Profile graph, IBufferWriter<byte> output)
    {
        output.WriteString(graph.Name);
        output.WriteString(graph.Mail);
        output.WriteString(graph.Biography);
        output.WriteWide(graph.Signature);
        output.WriteFixed(graph.Visits);
        output.WriteFixed(graph.Interests.Count);
        foreach (var interest in graph.Interests)
            output.WriteString(interest);
        output.WriteFixed(graph.Settings.Count);
        foreach (var (name, value) in graph.Settings)
        {
            output.WriteString(name);
            output.WriteString(value);
        }
    }

    public bool IsSame(Profile graph, ReadOnlySpan<byte> bytes)
    {
        if (!SameString(graph.Name, ref bytes) || !SameString(graph.Mail, ref bytes) || !SameString(graph.Biography, ref bytes)
            || !SameWide(graph.Signature, ref bytes) || !SameFixed(graph.Visits, ref bytes) || !SameFixed(graph.Interests.Count, ref bytes))
        {
            return false;
        }

        foreach (var interest in CollectionsMarshal.AsSpan(graph.Interests))
        {
            if (!SameString(interest, ref bytes))
                return false;
        }

        if (!SameFixed(graph.Settings.Count, ref bytes))
            return false;
        foreach (var (name, value) in graph.Settings)
        {
            if (!SameString(name, ref bytes) || !SameString(value, ref bytes))
                return false;
        }

        return bytes.IsEmpty;
    }
}
