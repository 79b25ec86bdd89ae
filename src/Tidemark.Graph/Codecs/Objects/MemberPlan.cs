using System.Reflection.Emit;
using Tidemark.Graph.Shapes;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>
/// The members of one type in the order they are written, and the compiler of the three verbs over them. All three are made from this
/// one list, so they cannot disagree. Members of fixed size come first, so that one bounds check serves them all.
/// </summary>
internal sealed class MemberPlan
{
    private readonly Type _owner;
    private readonly FixedMember[] _fixedMembers;
    private readonly CodecMember[] _codecMembers;
    private readonly Codec[] _codecs;
    private readonly int _fixedSize;
    private int _minSize;

    // Less than 0 if they are not; 0 until somebody asks.
    private int _areContent;

    public MemberPlan(Type owner, IReadOnlyList<ShapeMember> members, Func<ShapeMember, Codec> codecOf)
    {
        _owner = owner;
        var offset = 0;
        var fixedMembers = new List<FixedMember>();
        var codecMembers = new List<CodecMember>();
        var codecs = new List<Codec>();
        foreach (var member in members)
        {
            var codec = codecOf(member);
            if (FixedForm.Of(member.Type, codec) is { } form)
            {
                fixedMembers.Add(new FixedMember(member, form, offset));
                offset += form.Size;
            }
            else
            {
                codecMembers.Add(new CodecMember(member, codecs.Count));
                codecs.Add(codec);
            }
        }

        _fixedMembers = [.. fixedMembers];
        _codecMembers = [.. codecMembers];
        _codecs = [.. codecs];
        _fixedSize = offset;
    }

    /// <summary>The members in the order they are written.</summary>
    public IEnumerable<ShapeMember> Members => _fixedMembers.Select(member => member.Member).Concat(_codecMembers.Select(member => member.Member));

    /// <summary>What the owner does when an instance is read; null for most.</summary>
    public ReadingHooks? Hooks { get; init; }

    /// <summary>Asked when walking only: the members' codecs may be incomplete before.</summary>
    public int MinSize => _minSize > 0 ? _minSize : _minSize = Math.Max(1, _fixedSize + _codecs.Sum(codec => codec.MinSize));

    /// <summary>Whether all members are complete once read, and equal if their bytes are.</summary>
    public bool AreContent => (_areContent != 0 ? _areContent : _areContent = Array.TrueForAll(_codecs, IContent.Is) ? 1 : -1) > 0;

    public bool IsEmpty => _fixedMembers.Length + _codecMembers.Length == 0;

    public TDelegate CompileWrite<TDelegate>() where TDelegate : Delegate => Compile<TDelegate>(typeof(void), typeof(GraphWriter), il =>
    {
        if (_fixedSize > 0)
        {
            WireMethods.EmitTakeFixed(il, WireMethods.Reserve, _fixedSize);
            foreach (var member in _fixedMembers)
                member.EmitWrite(il);
        }

        foreach (var member in _codecMembers)
            member.EmitWrite(il);
        il.Emit(OpCodes.Ret);
    });

    public TDelegate CompileRead<TDelegate>() where TDelegate : Delegate => Compile<TDelegate>(typeof(void), typeof(GraphReader), il =>
    {
        if (_fixedSize > 0)
        {
            WireMethods.EmitTakeFixed(il, WireMethods.ReadFixed, _fixedSize);
            foreach (var member in _fixedMembers)
                member.EmitRead(il);
        }

        foreach (var member in _codecMembers)
            member.EmitRead(il);
        il.Emit(OpCodes.Ret);
    });

    public TDelegate CompileSame<TDelegate>() where TDelegate : Delegate => Compile<TDelegate>(
        typeof(bool), typeof(GraphComparer), il => SameEmitter.Emit(il, _fixedMembers, _codecMembers, _fixedSize));

    /// <summary>What goes on from the member that differs, and writes it down.</summary>
    public TDelegate CompileRecord<TDelegate>() where TDelegate : Delegate => Compile<TDelegate>(
        typeof(bool), typeof(GraphComparer), il => RecordEmitter.Emit(il, _fixedMembers, _codecMembers, _fixedSize), typeof(int));

    // Argument 0 is the array of codecs, 1 the walker, 2 the instance or the struct's address; field access is the same IL for both.
    private TDelegate Compile<TDelegate>(Type result, Type walker, Action<ILGenerator> emit, params Type[] more) where TDelegate : Delegate
    {
        var instance = _owner.IsValueType ? _owner.MakeByRefType() : typeof(object);
        var method = new DynamicMethod(
            $"{walker.Name}.{_owner.Name}", result, [typeof(Codec[]), walker.MakeByRefType(), instance, .. more], _owner.Module, skipVisibility: true);
        emit(method.GetILGenerator());
        return method.CreateDelegate<TDelegate>(_codecs);
    }
}
