using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Tidemark.Graph.Tests.GeneratedShapes.Types;

/// <summary>
/// Makes .NET types of universes: an assembly is written, as a compiler would, and loaded from memory. Types of a dynamic assembly would not
/// do, because the engine refuses those as proxies.
/// </summary>
internal sealed class Foundry
{
    private static readonly ConstructorInfo Derived = typeof(SessionDerivedTypeAttribute).GetConstructor([typeof(Type)])!;
    private static readonly ConstructorInfo Ignored = typeof(SessionIgnoreAttribute).GetConstructor([])!;
    private static readonly ConstructorInfo Generated = typeof(CompilerGeneratedAttribute).GetConstructor([])!;

    private readonly ModuleBuilder _module;
    private readonly Universe _universe;
    private readonly string _space;
    private readonly Dictionary<int, TypeBuilder> _builders = [];

    private Foundry(ModuleBuilder module, Universe universe, string space) => (_module, _universe, _space) = (module, universe, space);

    /// <summary>The types of each universe, by their ids.</summary>
    public static IReadOnlyList<World> Make(IReadOnlyList<Universe> universes)
    {
        var builder = new PersistedAssemblyBuilder(new AssemblyName("GeneratedShapes"), typeof(object).Assembly);
        var module = builder.DefineDynamicModule("GeneratedShapes");
        for (var i = 0; i < universes.Count; i++)
            new Foundry(module, universes[i], $"U{i}").Define();
        using var stream = new MemoryStream();
        builder.Save(stream);
        stream.Position = 0;
        var assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(stream);
        return [.. universes.Select((universe, i) =>
            new World(universe, universe.Types.ToDictionary(type => type.Id, type => assembly.GetType($"U{i}.{type.Name}", throwOnError: true)!)))];
    }

    private void Define()
    {
        foreach (var type in _universe.Types)
            _builders[type.Id] = Begin(type);
        foreach (var type in _universe.Types)
            Fill(type, _builders[type.Id]);
        foreach (var type in _universe.Types)
            _builders[type.Id].CreateType();
    }

    private TypeBuilder Begin(DeclaredType type)
    {
        var attributes = TypeAttributes.Public | type.Form switch
        {
            TypeForm.Class => TypeAttributes.Class,
            TypeForm.AbstractClass => TypeAttributes.Abstract,
            TypeForm.Struct or TypeForm.ReadOnlyStruct => TypeAttributes.Sealed | TypeAttributes.SequentialLayout,
            _ => TypeAttributes.Sealed,
        };
        var parent = type.Form switch
        {
            TypeForm.Enum => typeof(Enum),
            TypeForm.Struct or TypeForm.ReadOnlyStruct => typeof(ValueType),
            _ => type.Parent is { } id ? _builders[id] : typeof(object),
        };
        return _module.DefineType($"{_space}.{type.Name}", attributes, parent);
    }

    private void Fill(DeclaredType type, TypeBuilder builder)
    {
        foreach (var child in _universe.ChildrenOf(type.Id))
            builder.SetCustomAttribute(new CustomAttributeBuilder(Derived, [_builders[child]]));
        if (type.Form == TypeForm.Enum)
        {
            builder.DefineField("value__", type.Underlying!, FieldAttributes.Public | FieldAttributes.SpecialName | FieldAttributes.RTSpecialName);
            return;
        }

        foreach (var member in type.Members)
            Define(member, builder);
        if (type.Form == TypeForm.Record)
            DefineEquality(builder);
    }

    private void Define(MemberShape member, TypeBuilder builder)
    {
        var access = member.Form == MemberForm.Private || member.IsProperty ? FieldAttributes.Private : FieldAttributes.Public;
        var type = Close(member.Type);
        var field = builder.DefineField(member.FieldName, type, member.Form == MemberForm.ReadOnly ? access | FieldAttributes.InitOnly : access);
        if (member.Form == MemberForm.Ignored)
            field.SetCustomAttribute(new CustomAttributeBuilder(Ignored, []));
        if (!member.IsProperty)
            return;
        field.SetCustomAttribute(new CustomAttributeBuilder(Generated, []));
        var getter = builder.DefineMethod(
            $"get_{member.PropertyName}", MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig, type, []);
        var il = getter.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, field);
        il.Emit(OpCodes.Ret);
        builder.DefineProperty(member.PropertyName, PropertyAttributes.None, type, []).SetGetMethod(getter);
    }

    private static void DefineEquality(TypeBuilder builder)
    {
        const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig;
        var il = builder.DefineMethod(nameof(Equals), Override, typeof(bool), [typeof(object)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, typeof(ContentEquality).GetMethod(nameof(ContentEquality.Same))!);
        il.Emit(OpCodes.Ret);
        il = builder.DefineMethod(nameof(GetHashCode), Override, typeof(int), []).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(ContentEquality).GetMethod(nameof(ContentEquality.Hash))!);
        il.Emit(OpCodes.Ret);
    }

    private Type Close(TypeShape shape) => shape switch
    {
        LeafShape leaf => leaf.Leaf.Type,
        DeclaredShape declared => _builders[declared.Id],
        FamilyShape family => family.Family.Close([.. family.Slots.Select(Close)]),
        _ => typeof(object),
    };
}
