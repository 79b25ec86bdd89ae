using System.Reflection.Emit;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>A member that a codec of its own writes: strings directly, classes as slots, everything else by a virtual call.</summary>
internal sealed record CodecMember(ShapeMember Member, int Index)
{
    public bool IsString => Member.Type == typeof(string);

    public void EmitWrite(ILGenerator il)
    {
        if (IsString)
        {
            il.Emit(OpCodes.Ldarg_1);
            EmitValue(il);
            il.Emit(OpCodes.Call, WireMethods.WriteString);
            return;
        }

        EmitCodec(il);
        il.Emit(OpCodes.Ldarg_1);
        EmitAddress(il);
        il.Emit(OpCodes.Callvirt, Verb("Write"));
    }

    public void EmitRead(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_2);
        if (IsString)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Call, WireMethods.ReadString);
        }
        else
        {
            EmitCodec(il);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Callvirt, Verb("Read"));
        }

        il.Emit(OpCodes.Stfld, Member.Field);
    }

    public void EmitSame(ILGenerator il)
    {
        EmitCodec(il);
        il.Emit(OpCodes.Ldarg_1);
        EmitAddress(il);
        il.Emit(OpCodes.Callvirt, Verb("Same"));
    }

    /// <summary>Leaves whether the difference was written down.</summary>
    public void EmitReplace(ILGenerator il, LocalBuilder start)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloc, start);
        EmitCodec(il);
        EmitAddress(il);
        il.Emit(OpCodes.Call, WireMethods.Replace.MakeGenericMethod(Member.Type));
    }

    /// <summary>As <see cref="EmitReplace"/>, for a string that the walk stands before.</summary>
    public void EmitReplaceString(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldstr, Member.Name);
        EmitValue(il);
        il.Emit(OpCodes.Call, WireMethods.ReplaceString);
    }

    /// <summary>Adds the name to the paths that came up since.</summary>
    public void EmitNameIfChanged(ILGenerator il, LocalBuilder changes)
    {
        var next = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, WireMethods.Changes);
        il.Emit(OpCodes.Ldloc, changes);
        il.Emit(OpCodes.Beq, next);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloc, changes);
        il.Emit(OpCodes.Ldstr, Member.Name);
        il.Emit(OpCodes.Call, WireMethods.DiffersAt);
        il.Emit(OpCodes.Pop);
        il.MarkLabel(next);
    }

    public void EmitValue(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldfld, Member.Field);
    }

    private void EmitCodec(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, Index);
        il.Emit(OpCodes.Ldelem_Ref);
    }

    private void EmitAddress(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldflda, Member.Field);
    }

    private System.Reflection.MethodInfo Verb(string name) => typeof(Codec<>).MakeGenericType(Member.Type).GetMethod(name)!;
}
