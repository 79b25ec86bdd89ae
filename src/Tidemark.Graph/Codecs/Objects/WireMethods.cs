using System.Reflection;
using Tidemark.Graph.Wire;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>The methods of the walkers that compiled verbs call.</summary>
internal static class WireMethods
{
    public static readonly MethodInfo Reserve = Of(typeof(GraphWriter), nameof(GraphWriter.ReserveFixed));
    public static readonly MethodInfo ReadFixed = Of(typeof(GraphReader), nameof(GraphReader.TakeFixed));
    public static readonly MethodInfo CheckBool = Of(typeof(GraphReader), nameof(GraphReader.CheckBool));
    public static readonly MethodInfo TakeFixed = Of(typeof(GraphComparer), nameof(GraphComparer.TakeFixed));
    public static readonly MethodInfo DiffersAt = Of(typeof(GraphComparer), nameof(GraphComparer.DiffersAt), typeof(string));
    public static readonly MethodInfo WriteString = Of(typeof(StringForm), nameof(StringForm.Write));
    public static readonly MethodInfo ReadString = Of(typeof(StringForm), nameof(StringForm.Read));
    public static readonly MethodInfo SameString = Of(typeof(StringForm), nameof(StringForm.Same));

    private static MethodInfo Of(Type type, string name, params Type[] parameters) =>
        (parameters.Length == 0 ? type.GetMethod(name) : type.GetMethod(name, parameters))
        ?? throw new MissingMethodException(type.Name, name);
}
