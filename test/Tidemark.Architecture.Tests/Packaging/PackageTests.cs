using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Packaging;

/// <summary>Opens the packages that <c>dotnet pack</c> makes of what was just built.</summary>
public sealed class PackageTests(PackageTests.Packages packages) : IClassFixture<PackageTests.Packages>
{
    public static TheoryData<string> Projects => [.. Repository.SourceProjects];

    [Fact]
    public void Each_project_of_src_makes_a_package_and_its_symbols()
    {
        var made = Directory.GetFiles(packages.Folder).Select(path => Path.GetFileName(path)!);
        var due = Repository.SourceProjects.SelectMany(project => new[] { $"{project}.0.1.0.nupkg", $"{project}.0.1.0.snupkg" });

        Assert.Equal(due.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_package_holds_the_library_its_documentation_and_the_readme(string project)
    {
        using var package = packages.Open(project, "nupkg");

        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains($"{FolderOf(project)}/{project}.dll", names);
        Assert.Contains($"{FolderOf(project)}/{project}.xml", names);
        Assert.Equal(Repository.Read("README.md"), Text(package, "README.md"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_package_says_what_it_is_and_names_nobody(string project)
    {
        using var package = packages.Open(project, "nupkg");

        var manifest = XDocument.Parse(Text(package, project + ".nuspec").TrimStart('\ufeff'));
        var facts = manifest.Root!.Elements().Single().Elements().ToLookup(element => element.Name.LocalName, element => element.Value);
        Assert.Equal(project, Assert.Single(facts["id"]));
        Assert.Equal("MIT", Assert.Single(facts["license"]));
        Assert.Equal("README.md", Assert.Single(facts["readme"]));
        Assert.Equal("Tidemark contributors", Assert.Single(facts["authors"]));
        Assert.InRange(Assert.Single(facts["description"]).Length, 40, 200);
        Assert.NotEqual("Package Description", Assert.Single(facts["description"]));
        Assert.Empty(facts["repository"]);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Symbols_belong_to_the_library_and_carry_its_sources(string project)
    {
        using var package = packages.Open(project, "nupkg");
        using var symbols = packages.Open(project, "snupkg");

        using var library = new PEReader(new MemoryStream(Bytes(package, $"{FolderOf(project)}/{project}.dll")));
        var debug = library.ReadDebugDirectory();
        var codeView = library.ReadCodeViewDebugDirectoryData(debug.Single(entry => entry.Type == DebugDirectoryEntryType.CodeView));
        Assert.Contains(debug, entry => entry.Type == DebugDirectoryEntryType.Reproducible);

        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Bytes(symbols, $"{FolderOf(project)}/{project}.pdb")));
        var reader = provider.GetMetadataReader();
        Assert.Equal(codeView.Guid, new BlobContentId(reader.DebugMetadataHeader!.Id).Guid);
        Assert.All(reader.Documents, document => Assert.True(HasSource(reader, document)));
    }

    [Fact]
    public void The_tool_is_called_tidemark()
    {
        using var package = packages.Open("Tidemark.Tool", "nupkg");

        var command = XDocument.Parse(Text(package, "tools/net10.0/any/DotnetToolSettings.xml").TrimStart('\ufeff')).Descendants("Command").Single();
        Assert.Equal(("tidemark", "Tidemark.Tool.dll"), (command.Attribute("Name")!.Value, command.Attribute("EntryPoint")!.Value));
    }

    private static string FolderOf(string project) => project == "Tidemark.Tool" ? "tools/net10.0/any" : "lib/net10.0";

    private static bool HasSource(MetadataReader reader, DocumentHandle document)
    {
        var embedded = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
        return reader.GetCustomDebugInformation(document)
            .Select(reader.GetCustomDebugInformation)
            .Any(information => reader.GetGuid(information.Kind) == embedded);
    }

    private static string Text(ZipArchive archive, string name) => System.Text.Encoding.UTF8.GetString(Bytes(archive, name));

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public sealed class Packages : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Folder => _folder.Path;

        public ZipArchive Open(string project, string kind) => ZipFile.OpenRead(Path.Combine(Folder, $"{project}.0.1.0.{kind}"));

        public async ValueTask InitializeAsync()
        {
            foreach (var project in Repository.SourceProjects)
            {
                await Dotnet.Run(
                    Repository.Root, "pack", "src/" + project, "--no-build", "-c", Dotnet.Configuration, "-o", Folder, "--nologo", "-v", "quiet");
            }
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
