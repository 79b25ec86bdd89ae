namespace Tidemark.Architecture.Tests.Reading;

/// <summary>The compiled projects of src, as they lie beside the tests.</summary>
internal static class Assemblies
{
    private static readonly Dictionary<string, IReadOnlyCollection<Use>> Read = Repository.SourceProjects.ToDictionary(
        project => project,
        project =>
        {
            using var file = File.OpenRead(PathOf(project));
            return UseReader.Read(file);
        });

    public static string PathOf(string project) => Path.Combine(AppContext.BaseDirectory, project + ".dll");

    public static IReadOnlyCollection<Use> UsesOf(string project) => Read[project];
}
