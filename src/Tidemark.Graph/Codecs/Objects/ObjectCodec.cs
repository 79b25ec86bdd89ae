using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>What a codec has that is made of members: they come after the codec itself, so that a type may contain itself.</summary>
internal interface IMemberCodec
{
    MemberPlan Members { get; set; }
}

/// <summary>A user's class, by its fields. Its constructors are not run.</summary>
internal sealed class ObjectCodec<T>(bool isTracked) : ReferenceCodec<T>, IMemberCodec where T : class
{
    private WriteMembers? _write;
    private ReadMembers? _read;
    private SameMembers? _same;

    public MemberPlan Members { get; set; } = null!;

    public override bool IsTracked { get; } = isTracked;

    public override object ReadHead(ref GraphReader reader) => RuntimeHelpers.GetUninitializedObject(typeof(T));

    public override void WriteBody(ref GraphWriter writer, object value) =>
        (_write ??= Members.CompileWrite<WriteMembers>())(ref writer, value);

    public override void ReadBody(ref GraphReader reader, object value) =>
        (_read ??= Members.CompileRead<ReadMembers>())(ref reader, value);

    public override bool SameBody(ref GraphComparer comparer, object value) =>
        (_same ??= Members.CompileSame<SameMembers>())(ref comparer, value);
}
