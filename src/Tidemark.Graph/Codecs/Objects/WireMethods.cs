using System.Reflection;
using System.Reflection.Emit;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>The methods of the walkers that compiled verbs call.</summary>
internal static class WireMethods
{
    public static readonly MethodInfo Reserve = Of(typeof(GraphWriter), nameof(GraphWriter.ReserveFixed));
    public static readonly MethodInfo ReadFixed = Of(typeof(GraphReader), nameof(GraphReader.TakeFixed));
    public static readonly MethodInfo CheckBool = Of(typeof(GraphReader), nameof(GraphReader.CheckBool));
    public static readonly MethodInfo Origin = Of(typeof(GraphComparer), nameof(GraphComparer.GetOrigin));
    public static readonly MethodInfo Length = Of(typeof(GraphComparer), "get_" + nameof(GraphComparer.Length));
    public static readonly MethodInfo TakeFixed = Of(typeof(GraphComparer), nameof(GraphComparer.TakeFixed));
    public static readonly MethodInfo SetDiffering = Of(typeof(GraphComparer), "set_" + nameof(GraphComparer.Differing));
    public static readonly MethodInfo SameString = Of(typeof(GraphComparer), nameof(GraphComparer.SameString));
    public static readonly MethodInfo Position = Of(typeof(GraphComparer), "get_" + nameof(GraphComparer.Position));
    public static readonly MethodInfo SetPosition = Of(typeof(GraphComparer), "set_" + nameof(GraphComparer.Position));
    public static readonly MethodInfo Changes = Of(typeof(GraphComparer), "get_" + nameof(GraphComparer.Changes));
    public static readonly MethodInfo DiffersAt = Of(typeof(GraphComparer), nameof(GraphComparer.DiffersAt), typeof(int), typeof(string));
    public static readonly MethodInfo ReplaceFixed = Of(typeof(GraphComparer), nameof(GraphComparer.ReplaceFixed));
    public static readonly MethodInfo ReplaceString = Of(typeof(GraphComparer), nameof(GraphComparer.ReplaceString));
    public static readonly MethodInfo Replace = Of(typeof(GraphComparer), nameof(GraphComparer.Replace));
    public static readonly MethodInfo WriteString = Of(typeof(StringForm), nameof(StringForm.Write));
    public static readonly MethodInfo ReadString = Of(typeof(StringForm), nameof(StringForm.Read));
    public static readonly MethodInfo PassString = Of(typeof(StringForm), nameof(StringForm.Pass));

    /// <summary>Local 0 becomes the address of the bytes of the members of fixed size.</summary>
    public static void EmitTakeFixed(ILGenerator il, MethodInfo take, int size)
    {
        il.DeclareLocal(typeof(byte).MakeByRefType());
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4, size);
        il.Emit(OpCodes.Call, take);
        il.Emit(OpCodes.Stloc_0);
    }

    private static MethodInfo Of(Type type, string name, params Type[] parameters) =>
        (parameters.Length == 0 ? type.GetMethod(name) : type.GetMethod(name, parameters))
        ?? throw new MissingMethodException(type.Name, name);
}
