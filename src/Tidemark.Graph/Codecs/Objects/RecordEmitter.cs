using System.Reflection.Emit;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>
/// Emits what goes on from the first member that differs: it is written down, and so are those after it. A method of its own, so that what
/// runs when nothing has changed stays small.
/// </summary>
internal sealed class RecordEmitter
{
    /// <summary>Where to go on when a member of fixed size differs: with the first of them.</summary>
    public const int FixedMembers = 0;

    private readonly ILGenerator _il;
    private readonly Label _different;

    private RecordEmitter(ILGenerator il) => (_il, _different) = (il, il.DefineLabel());

    public static int NumberOf(CodecMember member) => member.Index + 1;

    public static void Emit(ILGenerator il, FixedMember[] fixedMembers, CodecMember[] codecMembers, int fixedSize)
    {
        var emitter = new RecordEmitter(il);
        il.DeclareLocal(typeof(byte).MakeByRefType());
        var starts = new Label[codecMembers.Length + 1];
        foreach (ref var label in starts.AsSpan())
            label = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Switch, starts);
        il.Emit(OpCodes.Br, emitter._different);

        il.MarkLabel(starts[FixedMembers]);
        if (fixedMembers.Length > 0)
            emitter.EmitFixedMembers(fixedMembers, fixedSize);
        var (start, changes) = (il.DeclareLocal(typeof(int)), il.DeclareLocal(typeof(int)));
        foreach (var member in codecMembers)
        {
            il.MarkLabel(starts[NumberOf(member)]);
            if (member.IsString)
                emitter.EmitString(member);
            else
                emitter.EmitPart(member, start, changes);
        }

        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(emitter._different);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
    }

    private void EmitFixedMembers(FixedMember[] members, int size)
    {
        var (start, room) = (_il.DeclareLocal(typeof(int)), _il.DeclareLocal(typeof(byte).MakeByRefType()));
        EmitKeep(WireMethods.Position, start);
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Ldc_I4, size);
        _il.Emit(OpCodes.Call, WireMethods.TakeFixed);
        _il.Emit(OpCodes.Stloc_0);
        _il.Emit(OpCodes.Ldloc_0);
        EmitBranchIfNull();
        foreach (var member in members)
        {
            var (changed, next) = (_il.DefineLabel(), _il.DefineLabel());
            member.EmitSame(_il, changed);
            _il.Emit(OpCodes.Br, next);
            _il.MarkLabel(changed);
            _il.Emit(OpCodes.Ldarg_1);
            _il.Emit(OpCodes.Ldstr, member.Member.Name);
            _il.Emit(OpCodes.Ldloc, start);
            _il.Emit(OpCodes.Ldc_I4, member.Offset);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldc_I4, member.Form.Size);
            _il.Emit(OpCodes.Call, WireMethods.ReplaceFixed);
            _il.Emit(OpCodes.Stloc, room);
            member.EmitWriteTo(_il, room);
            _il.MarkLabel(next);
        }
    }

    private void EmitString(CodecMember member)
    {
        var next = _il.DefineLabel();
        _il.Emit(OpCodes.Ldarg_1);
        member.EmitValue(_il);
        _il.Emit(OpCodes.Call, WireMethods.SameString);
        _il.Emit(OpCodes.Brtrue, next);
        member.EmitReplaceString(_il);
        _il.Emit(OpCodes.Brfalse, _different);
        _il.MarkLabel(next);
    }

    private void EmitPart(CodecMember member, LocalBuilder start, LocalBuilder changes)
    {
        var same = _il.DefineLabel();
        EmitKeep(WireMethods.Position, start);
        EmitKeep(WireMethods.Changes, changes);
        member.EmitSame(_il);
        _il.Emit(OpCodes.Brtrue, same);
        member.EmitReplace(_il, start);
        _il.Emit(OpCodes.Brtrue, same);
        member.EmitNameIfChanged(_il, changes);
        _il.Emit(OpCodes.Br, _different);
        _il.MarkLabel(same);
        member.EmitNameIfChanged(_il, changes);
    }

    private void EmitKeep(System.Reflection.MethodInfo getter, LocalBuilder local)
    {
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Call, getter);
        _il.Emit(OpCodes.Stloc, local);
    }

    private void EmitBranchIfNull()
    {
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_U);
        _il.Emit(OpCodes.Beq, _different);
    }
}
