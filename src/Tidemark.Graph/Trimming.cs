using System.Diagnostics.CodeAnalysis;

// The engine looks at types that only the running application names. Whoever starts it is told what to keep, by the attributes of
// GraphSerializer and of what makes one; what is used of the engine itself is kept by ILLink.Descriptors.xml.
[assembly: UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2067", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2071", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2076", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2080", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2087", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2090", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("Trimming", "IL2091", Justification = Tidemark.Graph.Trimming.Told)]
[assembly: UnconditionalSuppressMessage("AOT", "IL3050", Justification = Tidemark.Graph.Trimming.Told)]

namespace Tidemark.Graph;

/// <summary>What those are told who publish trimmed or with Native AOT.</summary>
internal static class Trimming
{
    public const string Told = "Whoever makes a GraphSerializer is told.";

    public const string Fields =
        "Session types are read and written by their fields, which trimming removes unless they are kept: name each assembly that has session types as "
        + "TrimmerRootAssembly in the project file. See docs/guide/trimming.md.";

    public const string Code =
        "The graph engine compiles code for session types at run time, which Native AOT cannot: publish without PublishAot, or have all attributes written "
        + "by a serialiser (TidemarkOptions.Serializers.UseForAll). See docs/guide/trimming.md.";
}
