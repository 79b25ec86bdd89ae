namespace Tidemark.Mutants.Planting;

/// <summary>A fault that is planted.</summary>
/// <param name="Number">Its number, which its switch asks for.</param>
/// <param name="File">The file's path from the root of the repository, with forward slashes.</param>
/// <param name="Site">Where in it, and what.</param>
internal sealed record Mutant(int Number, string File, FaultSite Site)
{
    /// <summary>The project of <c>src</c>.</summary>
    public string Project => ProjectOf(File);

    /// <summary>The project of a file of <c>src</c>.</summary>
    public static string ProjectOf(string file) => file.Split('/')[1];

    public override string ToString() => $"{File}:{Site.Line}  {Site.Kind}";
}
