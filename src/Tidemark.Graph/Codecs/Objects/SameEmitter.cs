using System.Reflection.Emit;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>
/// Emits compare over the members of a type. The walk's position is kept in a register from member to member. At the first difference the
/// walk stands before the member, and is told which it is: from there <see cref="RecordEmitter"/> goes on.
/// </summary>
internal sealed class SameEmitter
{
    private readonly ILGenerator _il;
    private readonly List<(Label Label, int Member)> _differences = [];
    private readonly LocalBuilder _at;
    private readonly LocalBuilder _origin;
    private readonly LocalBuilder _end;
    private readonly LocalBuilder _position;
    private readonly LocalBuilder _next;

    private SameEmitter(ILGenerator il)
    {
        _il = il;
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
        _il.Emit(OpCodes.Call, WireMethods.Length);
        _il.Emit(OpCodes.Stloc, _end);
        EmitLoadPosition();
    }

    private void EmitEnd()
    {
        EmitStorePosition();
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Ret);
        var different = _il.DefineLabel();
        foreach (var (label, member) in _differences)
        {
            _il.MarkLabel(label);
            _il.Emit(OpCodes.Ldc_I4, member);
            _il.Emit(OpCodes.Stloc, _next);
            _il.Emit(OpCodes.Br, different);
        }

        _il.MarkLabel(different);
        EmitStorePosition();
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Ldloc, _next);
        _il.Emit(OpCodes.Call, WireMethods.SetDiffering);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Ret);
    }

    private Label NewDifference(int member)
    {
        var label = _il.DefineLabel();
        _differences.Add((label, member));
        return label;
    }

    private void EmitFixedMembers(FixedMember[] members, int size)
    {
        // if (end - position < size) goto different; at = ref origin[position];
        var different = NewDifference(RecordEmitter.FixedMembers);
        _il.Emit(OpCodes.Ldloc, _end);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Ldc_I4, size);
        _il.Emit(OpCodes.Blt, different);
        _il.Emit(OpCodes.Ldloc, _origin);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _at);
        foreach (var member in members)
            member.EmitSame(_il, different);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Ldc_I4, size);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _position);
    }

    private void EmitString(CodecMember member)
    {
        _il.Emit(OpCodes.Ldloc, _origin);
        _il.Emit(OpCodes.Ldloc, _position);
        _il.Emit(OpCodes.Ldloc, _end);
        member.EmitValue(_il);
        _il.Emit(OpCodes.Call, WireMethods.PassString);
        _il.Emit(OpCodes.Stloc, _next);
        _il.Emit(OpCodes.Ldloc, _next);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Blt, NewDifference(RecordEmitter.NumberOf(member)));
        _il.Emit(OpCodes.Ldloc, _next);
        _il.Emit(OpCodes.Stloc, _position);
    }

    private void EmitPart(CodecMember member, LocalBuilder changes)
    {
        EmitStorePosition();
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Call, WireMethods.Changes);
        _il.Emit(OpCodes.Stloc, changes);
        member.EmitSame(_il);
        _il.Emit(OpCodes.Stloc, _next);
        member.EmitNameIfChanged(_il, changes);
        _il.Emit(OpCodes.Ldloc, _next);
        _il.Emit(OpCodes.Brfalse, NewDifference(RecordEmitter.NumberOf(member)));
        EmitLoadPosition();
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
