using System.Text;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Packaging;

public class ReproducibleBuildTests
{
    [Fact]
    public async Task Same_source_in_two_folders_builds_the_same_bytes()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();

        var (first, second) = (await Build(one.Path), await Build(Path.Combine(other.Path, "deeper")));

        Assert.Equal(first.Library, second.Library);
        Assert.Equal(first.Symbols, second.Symbols);
        Assert.DoesNotContain(Path.GetFileName(one.Path), Encoding.Latin1.GetString([.. first.Library, .. first.Symbols]));
    }

    private static async Task<(byte[] Library, byte[] Symbols)> Build(string folder)
    {
        const string project = "src/Tidemark.Graph";
        string[] above =
            ["Directory.Build.props", "Directory.Packages.props", "global.json", "README.md", ".editorconfig", "src/Directory.Build.props"];
        foreach (var path in Repository.Files(project).Concat(above))
        {
            var copy = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.PathOf(path), copy);
        }

        await Dotnet.Run(folder, "build", project, "-c", "Release", "--nologo", "-v", "quiet");
        var output = Path.Combine(folder, project, "bin/Release/net10.0/Tidemark.Graph.");
        return (await File.ReadAllBytesAsync(output + "dll"), await File.ReadAllBytesAsync(output + "pdb"));
    }
}
