using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace Tidemark.Graph.Tests.Shapes;

/// <summary>A class with a member whose type is in an assembly that is not there before it is allowed: looking at its fields takes that long.</summary>
internal sealed class LateAssembly : AssemblyLoadContext, IDisposable
{
    private readonly byte[] _part;

    public LateAssembly() : base(null, isCollectible: true)
    {
        _part = Make("LatePart", typeof(int));
        using var stream = new MemoryStream(_part);
        var part = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(stream).GetType("LatePart.Content", throwOnError: true)!;
        using var whole = new MemoryStream(Make("LateWhole", part));
        Whole = LoadFromStream(whole).GetType("LateWhole.Content", throwOnError: true)!;
    }

    public Type Whole { get; }

    public ManualResetEventSlim AskedFor { get; } = new();

    public ManualResetEventSlim Allowed { get; } = new();

    public void Dispose()
    {
        Allowed.Set();
        AskedFor.Dispose();
        Allowed.Dispose();
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name != "LatePart")
            return null;
        AskedFor.Set();
        Allowed.Wait();
        return LoadFromStream(new MemoryStream(_part));
    }

    private static byte[] Make(string name, Type member)
    {
        var builder = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        var type = builder.DefineDynamicModule(name).DefineType($"{name}.Content", TypeAttributes.Public);
        type.DefineField("Part", member, FieldAttributes.Public);
        type.CreateType();
        using var stream = new MemoryStream();
        builder.Save(stream);
        return stream.ToArray();
    }
}
