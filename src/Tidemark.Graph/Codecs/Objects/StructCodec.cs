using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>A user's struct, by its fields, in place. One without fields takes a byte, so that no count is free.</summary>
internal sealed class StructCodec<T> : Codec<T>, IMemberCodec, IContent where T : struct
{
    private WriteMembers<T>? _write;
    private ReadMembers<T>? _read;
    private SameMembers<T>? _same;
    private RecordMembers<T>? _record;

    public MemberPlan Members { get; set; } = null!;

    public bool IsContent => Members.AreContent;

    public override int MinSize => Members.MinSize;

    public override void Write(ref GraphWriter writer, in T value)
    {
        if (Members.IsEmpty)
            writer.WriteByte(0);
        else
            (_write ??= Members.CompileWrite<WriteMembers<T>>())(ref writer, ref Unsafe.AsRef(in value));
    }

    public override T Read(ref GraphReader reader)
    {
        var value = default(T);
        if (Members.IsEmpty)
            reader.ReadByte();
        else
            (_read ??= Members.CompileRead<ReadMembers<T>>())(ref reader, ref value);
        return value;
    }

    public override bool Same(ref GraphComparer comparer, in T value)
    {
        if (Members.IsEmpty)
            return comparer.SameByte(0);
        return (_same ??= Members.CompileSame<SameMembers<T>>())(ref comparer, ref Unsafe.AsRef(in value))
            || (comparer.CanRecord
                && (_record ??= Members.CompileRecord<RecordMembers<T>>())(ref comparer, ref Unsafe.AsRef(in value), comparer.Differing));
    }
}
