using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>What a codec has whose instances are collections with members: the collection's own codec.</summary>
internal interface IDerivedCodec
{
    Codec Content { set; }
}

/// <summary>
/// A user's class that derives from a collection: the collection's content, then the fields that the user added. The collection's own
/// constructor runs, because its fields are its own; the user's do not.
/// </summary>
internal sealed class DerivedCollectionCodec<T> : ReferenceCodec<T>, IMemberCodec, IDerivedCodec where T : class
{
    private Codec _content = null!;
    private WriteMembers? _write;
    private ReadMembers? _read;
    private SameMembers? _same;
    private RecordMembers? _record;

    public MemberPlan Members { get; set; } = null!;

    public Codec Content { set => _content = value; }

    public override void WriteHead(ref GraphWriter writer, object value) => _content.WriteHead(ref writer, value);

    public override object ReadHead(ref GraphReader reader)
    {
        var instance = RuntimeHelpers.GetUninitializedObject(typeof(T));
        ((IInPlaceCodec)_content).ConstructInPlace(ref reader, instance);
        reader.CallBefore(Members.Hooks, instance);
        return instance;
    }

    public override bool SameHead(ref GraphComparer comparer, object value) => _content.SameHead(ref comparer, value);

    public override void WriteBody(ref GraphWriter writer, object value)
    {
        _content.WriteBody(ref writer, value);
        (_write ??= Members.CompileWrite<WriteMembers>())(ref writer, value);
    }

    public override void ReadBody(ref GraphReader reader, object value)
    {
        _content.ReadBody(ref reader, value);
        (_read ??= Members.CompileRead<ReadMembers>())(ref reader, value);
        reader.CallAfter(Members.Hooks, value);
    }

    public override bool SameBody(ref GraphComparer comparer, object value) =>
        _content.SameBody(ref comparer, value)
        && ((_same ??= Members.CompileSame<SameMembers>())(ref comparer, value)
            || (comparer.CanRecord && (_record ??= Members.CompileRecord<RecordMembers>())(ref comparer, value, comparer.Differing)));
}
