using System.Reflection.Emit;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>
/// Emits compare over the members of a type. What has to be done about a difference stands behind the walk's own code, so that members
/// that did not change are passed without a jump.
/// </summary>
internal sealed class SameEmitter(ILGenerator il, FixedMember[] fixedMembers, CodecMember[] codecMembers, int fixedSize)
{
    private readonly List<Action> _asides = [];
    private readonly Label _different = il.DefineLabel();

    public void Emit()
    {
        if (fixedMembers.Length > 0)
            EmitFixedMembers();
        var hasParts = Array.Exists(codecMembers, member => !member.IsString);
        var start = hasParts ? il.DeclareLocal(typeof(int)) : null;
        var changes = hasParts ? il.DeclareLocal(typeof(int)) : null;
        foreach (var member in codecMembers)
        {
            if (member.IsString)
                EmitString(member);
            else
                EmitPart(member, start!, changes!);
        }

        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        _asides.ForEach(emit => emit());
        il.MarkLabel(_different);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
    }

    private void EmitFixedMembers()
    {
        WireMethods.EmitTakeFixed(il, WireMethods.TakeFixed, fixedSize);
        il.Emit(OpCodes.Ldloc_0);
        EmitBranchIfNull();
        var room = il.DeclareLocal(typeof(byte).MakeByRefType());
        foreach (var member in fixedMembers)
        {
            var (changed, next) = (il.DefineLabel(), il.DefineLabel());
            member.EmitSame(il, changed);
            il.MarkLabel(next);
            _asides.Add(() =>
            {
                il.MarkLabel(changed);
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Ldstr, member.Member.Name);
                il.Emit(OpCodes.Ldc_I4, fixedSize - member.Offset);
                il.Emit(OpCodes.Ldc_I4, member.Form.Size);
                il.Emit(OpCodes.Call, WireMethods.ReplaceFixed);
                il.Emit(OpCodes.Stloc, room);
                il.Emit(OpCodes.Ldloc, room);
                EmitBranchIfNull();
                member.EmitWriteTo(il, room);
                il.Emit(OpCodes.Br, next);
            });
        }
    }

    private void EmitString(CodecMember member)
    {
        var (changed, next) = (il.DefineLabel(), il.DefineLabel());
        member.EmitSame(il);
        il.Emit(OpCodes.Brfalse, changed);
        il.MarkLabel(next);
        _asides.Add(() =>
        {
            il.MarkLabel(changed);
            member.EmitReplace(il, null);
            il.Emit(OpCodes.Brtrue, next);
            il.Emit(OpCodes.Br, _different);
        });
    }

    private void EmitPart(CodecMember member, LocalBuilder start, LocalBuilder changes)
    {
        var (different, same, named, next) = (il.DefineLabel(), il.DefineLabel(), il.DefineLabel(), il.DefineLabel());
        EmitKeep(WireMethods.Position, start);
        EmitKeep(WireMethods.Changes, changes);
        member.EmitSame(il);
        il.Emit(OpCodes.Brfalse, different);
        il.MarkLabel(same);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, WireMethods.Changes);
        il.Emit(OpCodes.Ldloc, changes);
        il.Emit(OpCodes.Bne_Un, named);
        il.MarkLabel(next);
        _asides.Add(() =>
        {
            il.MarkLabel(different);
            member.EmitReplace(il, start);
            il.Emit(OpCodes.Brtrue, same);
            EmitName(member, changes);
            il.Emit(OpCodes.Br, _different);
            il.MarkLabel(named);
            EmitName(member, changes);
            il.Emit(OpCodes.Br, next);
        });
    }

    private void EmitKeep(System.Reflection.MethodInfo getter, LocalBuilder local)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, getter);
        il.Emit(OpCodes.Stloc, local);
    }

    private void EmitName(CodecMember member, LocalBuilder changes)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloc, changes);
        il.Emit(OpCodes.Ldstr, member.Member.Name);
        il.Emit(OpCodes.Call, WireMethods.DiffersAt);
        il.Emit(OpCodes.Pop);
    }

    private void EmitBranchIfNull()
    {
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Beq, _different);
    }
}
