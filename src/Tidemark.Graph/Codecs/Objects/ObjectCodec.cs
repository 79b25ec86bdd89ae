using System.Runtime.CompilerServices;
using Tidemark.Graph.Shapes;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>What a codec has that is made of members: they come after the codec itself, so that a type may contain itself.</summary>
internal interface IMemberCodec
{
    MemberPlan Members { get; set; }
}

/// <summary>A user's class, by its fields. Its constructors are not run.</summary>
internal sealed class ObjectCodec<T>(bool isTracked) : ReferenceCodec<T>, IMemberCodec, IElements<T>, IContent
    where T : class
{
    private readonly bool _isTracked = isTracked;
    private WriteMembers? _write;
    private ReadMembers? _read;
    private SameMembers? _same;
    private RecordMembers? _record;

    public MemberPlan Members { get; set; } = null!;

    public override bool IsTracked => _isTracked;

    /// <summary>Immutable classes that define their equality, such as records, are as good keys as structs.</summary>
    public bool IsContent => !_isTracked && DefinesEquality && Members.AreContent;

    private static bool DefinesEquality { get; } = typeof(T).GetMethod(nameof(Equals), [typeof(object)])!.DeclaringType != typeof(object);

    int IElements<T>.MinSize => MinSize;

    private WriteMembers WriteMembers => _write ??= Members.CompileWrite<WriteMembers>();

    private ReadMembers ReadMembers => _read ??= WithHooks(Members.CompileRead<ReadMembers>(), Members.Hooks);

    private SameMembers SameMembers => _same ??= Members.CompileSame<SameMembers>();

    public override void Write(ref GraphWriter writer, in T value) => Write(ref writer, value, WriteMembers);

    public override T Read(ref GraphReader reader) => Read(ref reader, ReadMembers);

    public override bool Same(ref GraphComparer comparer, in T value) => Same(ref comparer, value, SameMembers);

    public void Write(ref GraphWriter writer, ReadOnlySpan<T> values)
    {
        var write = WriteMembers;
        foreach (var value in values)
            Write(ref writer, value, write);
    }

    public void Read(ref GraphReader reader, Span<T> values)
    {
        var read = ReadMembers;
        foreach (ref var value in values)
            value = Read(ref reader, read);
    }

    // As part of its caller it would be too large for the compiler to put the verb for one element into it, which then costs a call for each.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Same(ref GraphComparer comparer, ReadOnlySpan<T> values)
    {
        var same = SameMembers;
        for (var i = 0; i < values.Length; i++)
        {
            var changes = comparer.Changes;
            if (!Same(ref comparer, values[i], same))
                return comparer.DiffersAt(changes, i);
            if (comparer.Changes != changes)
                comparer.DiffersAt(changes, i);
        }

        return true;
    }

    public override object ReadHead(ref GraphReader reader) => RuntimeHelpers.GetUninitializedObject(typeof(T));

    public override void WriteBody(ref GraphWriter writer, object value) => WriteMembers(ref writer, value);

    public override void ReadBody(ref GraphReader reader, object value) => ReadMembers(ref reader, value);

    public override bool SameBody(ref GraphComparer comparer, object value) => SameMembers(ref comparer, value) || Record(ref comparer, value);

    // The three verbs first try the common case, an instance of just this type that is met for the first time, without virtual calls.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(ref GraphWriter writer, T value, WriteMembers writeMembers)
    {
        if (value is null || value.GetType() != typeof(T) || !writer.TryEnter(value, _isTracked))
        {
            writer.WriteReference(this, value);
            return;
        }

        writeMembers(ref writer, value);
        writer.Leave();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Read(ref GraphReader reader, ReadMembers readMembers)
    {
        if (!reader.TryEnter())
            return Unsafe.As<T>(reader.ReadReference(this)!);
        var value = RuntimeHelpers.GetUninitializedObject(typeof(T));
        if (_isTracked)
            reader.Meet(value);
        readMembers(ref reader, value);
        reader.Leave();
        return Unsafe.As<T>(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Same(ref GraphComparer comparer, T value, SameMembers sameMembers)
    {
        if (value is null || value.GetType() != typeof(T) || !comparer.TryEnter(value, _isTracked))
            return comparer.SameReference(this, value);
        var same = sameMembers(ref comparer, value) || Record(ref comparer, value);
        comparer.Leave();
        return same;
    }

    private static ReadMembers WithHooks(ReadMembers read, ReadingHooks? hooks) => hooks is null ? read : (ref reader, instance) =>
    {
        reader.CallBefore(hooks, instance);
        read(ref reader, instance);
        reader.CallAfter(hooks, instance);
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Record(ref GraphComparer comparer, object value) =>
        comparer.CanRecord && (_record ??= Members.CompileRecord<RecordMembers>())(ref comparer, value, comparer.Differing);
}
