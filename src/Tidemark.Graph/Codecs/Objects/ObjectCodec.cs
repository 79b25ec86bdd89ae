using System.Runtime.CompilerServices;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>What a codec has that is made of members: they come after the codec itself, so that a type may contain itself.</summary>
internal interface IMemberCodec
{
    MemberPlan Members { get; set; }
}

/// <summary>A user's class, by its fields. Its constructors are not run.</summary>
internal sealed class ObjectCodec<T>(bool isTracked) : ReferenceCodec<T>, IMemberCodec, IContent where T : class
{
    private readonly bool _isTracked = isTracked;
    private WriteMembers? _write;
    private ReadMembers? _read;
    private SameMembers? _same;

    public MemberPlan Members { get; set; } = null!;

    public override bool IsTracked => _isTracked;

    /// <summary>Immutable classes that define their equality, such as records, are as good keys as structs.</summary>
    public bool IsContent => !_isTracked && DefinesEquality && Members.AreContent;

    private static bool DefinesEquality { get; } = typeof(T).GetMethod(nameof(Equals), [typeof(object)])!.DeclaringType != typeof(object);

    // The three verbs first try the common case, an instance of just this type that is met for the first time, without virtual calls.
    public override void Write(ref GraphWriter writer, in T value)
    {
        if (value is null || value.GetType() != typeof(T) || !writer.TryEnter(value, _isTracked))
        {
            writer.WriteReference(this, value);
            return;
        }

        WriteBody(ref writer, value);
        writer.Leave();
    }

    public override T Read(ref GraphReader reader)
    {
        if (!reader.TryEnter())
            return Unsafe.As<T>(reader.ReadReference(this)!);
        var value = RuntimeHelpers.GetUninitializedObject(typeof(T));
        if (_isTracked)
            reader.Meet(value);
        ReadBody(ref reader, value);
        reader.Leave();
        return Unsafe.As<T>(value);
    }

    public override bool Same(ref GraphComparer comparer, in T value)
    {
        if (value is null || value.GetType() != typeof(T) || !comparer.TryEnter(value, _isTracked))
            return comparer.SameReference(this, value);
        var same = SameBody(ref comparer, value);
        comparer.Leave();
        return same;
    }

    public override object ReadHead(ref GraphReader reader) => RuntimeHelpers.GetUninitializedObject(typeof(T));

    public override void WriteBody(ref GraphWriter writer, object value) =>
        (_write ??= Members.CompileWrite<WriteMembers>())(ref writer, value);

    public override void ReadBody(ref GraphReader reader, object value) =>
        (_read ??= Members.CompileRead<ReadMembers>())(ref reader, value);

    public override bool SameBody(ref GraphComparer comparer, object value) =>
        (_same ??= Members.CompileSame<SameMembers>())(ref comparer, value);
}
