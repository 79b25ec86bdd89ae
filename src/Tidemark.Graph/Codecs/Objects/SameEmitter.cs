using System.Reflection.Emit;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>
/// Emits compare over the members of a type. The walk's position is kept in a register from member to member. What has to be done about
/// a difference stands behind the walk's own code, so that members that did not change are passed without a jump.
/// </summary>
internal sealed class SameEmitter
{
    private readonly ILGenerator _il;
    private readonly List<Action> _asides = [];
    private readonly Label _different;
    private readonly LocalBuilder _at;
    private readonly LocalBuilder _origin;
    private readonly LocalBuilder _end;
    private readonly LocalBuilder _position;
    private readonly LocalBuilder _next;

    private SameEmitter(ILGenerator il)
    {
        _il = il;
        _different = il.DefineLabel();
        _at = il.DeclareLocal(typeof(byte).MakeByRefType());
        _origin = il.DeclareLocal(typeof(byte).MakeByRefType());
        _end = il.DeclareLocal(typeof(int));
        _position = il.DeclareLocal(typeof(int));
        _next = il.DeclareLocal(typeof(int));
    }

    public static void Emit(ILGenerator il, FixedMember[] fixedMembers, CodecMember[] codecMembers, int fixedSize)
    {
        var emitter = new SameEmitter(il);
        emitter.EmitStart();
        if (fixedMembers.Length > 0)
            emitter.EmitFixedMembers(fixedMembers, fixedSize);
        var changes = Array.Exists(codecMembers, member => !member.IsString) ? il.DeclareLocal(typeof(int)) : null;
        foreach (var member in codecMembers)
        {
            if (member.IsString)
                emitter.EmitString(member);
            else
                emitter.EmitPart(member, changes!);
        }

        emitter.EmitEnd();
    }

    private void EmitStart()
    {
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Call, WireMethods.Origin);
        _il.Emit(OpCodes.Stloc, _origin);
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Call, WireMethods.End);
        _il.Emit(OpCodes.Stloc, _end);
        EmitLoadPosition();
    }

    private void EmitEnd()
    {
        EmitStorePosition();
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Ret);
        _asides.ForEach(emit => emit());
        _il.MarkLabel(_different);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Ret);
    }

    private void EmitFixedMembers(FixedMember[] members, int size)
    {
        // if (end - position < size) goto different; at = ref origin[position];
        _il.Emit(OpCodes.Ldloc, _end);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Ldc_I4, size);
        _il.Emit(OpCodes.Blt, _different);
        _il.Emit(OpCodes.Ldloc, _origin);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _at);
        var room = _il.DeclareLocal(typeof(byte).MakeByRefType());
        foreach (var member in members)
        {
            var (changed, next) = (_il.DefineLabel(), _il.DefineLabel());
            member.EmitSame(_il, changed);
            _il.MarkLabel(next);
            _asides.Add(() => EmitReplaceFixed(member, room, changed, next));
        }

        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Ldc_I4, size);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _position);
    }

    private void EmitReplaceFixed(FixedMember member, LocalBuilder room, Label changed, Label next)
    {
        _il.MarkLabel(changed);
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Ldstr, member.Member.Name);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Ldc_I4, member.Offset);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldc_I4, member.Form.Size);
        _il.Emit(OpCodes.Call, WireMethods.ReplaceFixed);
        _il.Emit(OpCodes.Stloc, room);
        _il.Emit(OpCodes.Ldloc, room);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_U);
        _il.Emit(OpCodes.Beq, _different);
        member.EmitWriteTo(_il, room);
        _il.Emit(OpCodes.Br, next);
    }

    private void EmitString(CodecMember member)
    {
        var (changed, next) = (_il.DefineLabel(), _il.DefineLabel());
        _il.Emit(OpCodes.Ldloc, _origin);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Ldloc, _end);
        member.EmitValue(_il);
        _il.Emit(OpCodes.Call, WireMethods.PassString);
        _il.Emit(OpCodes.Stloc, _next);
        _il.Emit(OpCodes.Ldloc, _next);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Blt, changed);
        _il.Emit(OpCodes.Ldloc, _next);
        _il.Emit(OpCodes.Stloc, _position);
        _il.MarkLabel(next);
        _asides.Add(() =>
        {
            _il.MarkLabel(changed);
            EmitStorePosition();
            member.EmitReplaceString(_il);
            _il.Emit(OpCodes.Brfalse, _different);
            EmitLoadPosition();
            _il.Emit(OpCodes.Br, next);
        });
    }

    private void EmitPart(CodecMember member, LocalBuilder changes)
    {
        var (different, same, named, next) = (_il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel(), _il.DefineLabel());
        EmitStorePosition();
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Call, WireMethods.Changes);
        _il.Emit(OpCodes.Stloc, changes);
        member.EmitSame(_il);
        _il.Emit(OpCodes.Brfalse, different);
        _il.MarkLabel(same);
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Call, WireMethods.Changes);
        _il.Emit(OpCodes.Ldloc, changes);
        _il.Emit(OpCodes.Bne_Un, named);
        _il.MarkLabel(next);
        EmitLoadPosition();
        _asides.Add(() =>
        {
            _il.MarkLabel(different);
            member.EmitReplace(_il, _position);
            _il.Emit(OpCodes.Brtrue, same);
            EmitName(member, changes);
            _il.Emit(OpCodes.Br, _different);
            _il.MarkLabel(named);
            EmitName(member, changes);
            _il.Emit(OpCodes.Br, next);
        });
    }

    private void EmitName(CodecMember member, LocalBuilder changes)
    {
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Ldloc, changes);
        _il.Emit(OpCodes.Ldstr, member.Member.Name);
        _il.Emit(OpCodes.Call, WireMethods.DiffersAt);
        _il.Emit(OpCodes.Pop);
    }

    private void EmitLoadPosition()
    {
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Call, WireMethods.Position);
        _il.Emit(OpCodes.Stloc, _position);
    }

    private void EmitStorePosition()
    {
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Call, WireMethods.SetPosition);
    }
}
