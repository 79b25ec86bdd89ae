using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Codecs.Objects;

/// <summary>
/// The methods of a class that want to be called when an instance is read: those marked <see cref="OnDeserializingAttribute"/> before its
/// fields are, those marked <see cref="OnDeserializedAttribute"/> once the whole graph is, those of base classes first.
/// </summary>
internal sealed class ReadingHooks
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConditionalWeakTable<Type, StrongBox<bool>> Known = [];

    private readonly MethodInfo[] _before;
    private readonly MethodInfo[] _after;

    private ReadingHooks(MethodInfo[] before, MethodInfo[] after, bool callsBack) => (_before, _after, CallsBack) = (before, after, callsBack);

    /// <summary>Whether it implements <see cref="IDeserializationCallback"/>, which is called after all marked methods of the graph.</summary>
    public bool CallsBack { get; }

    public bool HasAfter => _after.Length > 0 || CallsBack;

    /// <summary>Those of a type; null if it has none.</summary>
    /// <exception cref="GraphException">A method is marked that cannot be called.</exception>
    public static ReadingHooks? Of(Type type)
    {
        var (before, after) = (Marked<OnDeserializingAttribute>(type), Marked<OnDeserializedAttribute>(type));
        if (Marked<OnSerializingAttribute>(type) is [var preparing, ..])
        {
            throw GraphException.Refused(
                type,
                $"its method {preparing.Name} is marked [OnSerializing], and would not be called: live objects are compared as they are. "
                + "Keep in fields what it prepares, or have the type kept as a plain value by GraphOptions.Convert");
        }

        var callsBack = CallsBackItself(type);
        if (before.Length + after.Length == 0 && !callsBack)
            return null;
        if (type.IsValueType)
        {
            throw GraphException.Refused(
                type, "a struct is copied while the graph is read, so that its methods marked [OnDeserialized] could not be called. Make it a class, or do "
                    + "that work in the class that holds it");
        }

        foreach (var method in before.Concat(after))
            Demand(type, method);
        return new ReadingHooks(before, after, callsBack);
    }

    /// <summary>Whether instances of a type do something of their own after they are read.</summary>
    public static bool HasAfterOf(Type type) => Known.GetValue(type, static type => new StrongBox<bool>(
        Marked<OnDeserializedAttribute>(type).Length > 0 || CallsBackItself(type))).Value;

    public void Before(object instance) => Call(_before, instance);

    public void After(object instance) => Call(_after, instance);

    private static void Call(MethodInfo[] methods, object instance)
    {
        foreach (var method in methods)
        {
            method.Invoke(
                instance, BindingFlags.DoNotWrapExceptions, null, method.GetParameters().Length == 0 ? null : [default(StreamingContext)], null);
        }
    }

    // A method that overrides a marked one is called once.
    private static MethodInfo[] Marked<TAttribute>(Type type) where TAttribute : Attribute
    {
        var lineage = new Stack<Type>();
        for (var level = type; level is not null && !Refusal.IsFramework(level); level = level.BaseType)
            lineage.Push(level);
        return [.. lineage
            .SelectMany(level => level.GetMethods(Own).Where(method => method.IsDefined(typeof(TAttribute), false)).OrderBy(method => method.MetadataToken))
            .DistinctBy(method => method.GetBaseDefinition())];
    }

    private static bool CallsBackItself(Type type) =>
        !type.IsInterface && typeof(IDeserializationCallback).IsAssignableFrom(type) &&
        !Refusal.IsFramework(type.GetInterfaceMap(typeof(IDeserializationCallback)).TargetMethods[0].DeclaringType!);

    private static void Demand(Type type, MethodInfo method)
    {
        var fits = method.GetParameters() is [] || (method.GetParameters() is [var context] && context.ParameterType == typeof(StreamingContext));
        if (!fits || method.ReturnType != typeof(void) || method.ContainsGenericParameters || method.IsDefined(typeof(AsyncStateMachineAttribute), false))
        {
            throw GraphException.Refused(
                type, $"its method {method.Name} is to be called when it is read, and cannot be. Give it no parameters or one of StreamingContext, let it "
                    + "return nothing, and do not make it async");
        }
    }
}
