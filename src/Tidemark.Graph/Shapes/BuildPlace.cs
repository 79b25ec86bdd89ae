namespace Tidemark.Graph.Shapes;

/// <summary>Where a build is: on its way from the type that was asked for to one that this reaches. Whatever is refused says so.</summary>
internal sealed class BuildPlace
{
    // Of the path to a type that is refused for its size: as much as shows how it goes on.
    private const int MaxSteps = 3;

    private Type? _root;

    /// <summary>From the root to the member whose type is built; empty at the root.</summary>
    public string Path { get; set; } = "";

    /// <summary>A type is to be built: the first one is the root.</summary>
    public void Begin(Type type) => _root ??= type;

    public GraphException Refused(Type type, string reason) => GraphException.Refused(type, reason).At(Path, _root!);

    public GraphException RefusedForSize(Type type)
    {
        var steps = Path.Split('.');
        Path = steps.Length > MaxSteps ? string.Join('.', steps.Take(MaxSteps)) + ".\u2026" : Path;
        return Refused(
            TypeSize.HeadOf(type),
            $"it is one of more than {TypeSize.MaxTypes} types that its members reach, or nests type arguments over {TypeSize.MaxDepth} deep. A generic "
            + "type that refers to itself with ever larger arguments never ends: refer to one with the same arguments, or to an interface or base "
            + "class without any");
    }

    /// <summary>Looks something up that knows no path of its own when it refuses.</summary>
    public T Locate<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (GraphException refused)
        {
            throw refused.At(Path, _root!);
        }
    }
}
