namespace Tidemark.Graph;

/// <summary>What the engine is told about the application's types. Do not change it once it is in use.</summary>
public sealed class GraphOptions
{
    /// <summary>Types that may stand in slots of a base type, an interface or <see cref="object"/>, besides those it finds by itself.</summary>
    public ISet<Type> KnownTypes { get; } = new HashSet<Type>();

    /// <summary>Types whose instances never change after they were made, though their fields do not show it.</summary>
    public ISet<Type> ImmutableTypes { get; } = new HashSet<Type>();
}
