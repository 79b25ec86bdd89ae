using System.Buffers;
using System.Runtime.InteropServices;
using Tidemark.Bench.Graphs;
using static Tidemark.Bench.HandWritten.HandBytes;

namespace Tidemark.Bench.HandWritten;

/// <summary>A hierarchy: that the manager is the one whose report somebody is, is known, and looked at.</summary>
public sealed class MemberByHand : IByHand<Member>
{
    public void Write(Member graph, IBufferWriter<byte> output)
    {
        output.WriteString(graph.Name);
        output.WriteFixed(graph.Grade);
        output.WriteFixed(graph.Reports.Count);
        foreach (var report in graph.Reports)
            Write(report, output);
    }

    public bool IsSame(Member graph, ReadOnlySpan<byte> bytes) => IsSame(graph, null, ref bytes) && bytes.IsEmpty;

    private static bool IsSame(Member member, Member? manager, ref ReadOnlySpan<byte> bytes)
    {
        if (member.Manager != manager || !SameString(member.Name, ref bytes) || !SameFixed(member.Grade, ref bytes)
            || !SameFixed(member.Reports.Count, ref bytes))
        {
            return false;
        }

        foreach (var report in CollectionsMarshal.AsSpan(member.Reports))
        {
            if (!IsSame(report, member, ref bytes))
                return false;
        }

        return true;
    }
}
