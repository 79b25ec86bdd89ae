using System.Text;

namespace Tidemark.Graph.Tests.Golden;

/// <summary>
/// Payloads as they were written once, with their schemas and what they say. They are read for ever. Each version of the format, or of the form
/// of schemas, has a folder with the graphs that it changed; `./build.sh golden` writes files of graphs that were added or changed to the last one.
/// </summary>
public sealed class GoldenFileTests
{
    private static readonly string Root = Path.Combine(RootFolder(), "test", "Tidemark.Graph.Tests", "Golden");
    private static readonly string[] Folders = [Path.Combine(Root, "v1"), Path.Combine(Root, "v2")];

    static GoldenFileTests()
    {
        if (Environment.GetEnvironmentVariable("TIDEMARK_WRITE_GOLDEN") != "1")
            return;
        foreach (var golden in GoldenGraphs.All)
            Write(golden);
    }

    public static TheoryData<string> Names => [.. GoldenGraphs.All.Select(golden => golden.Name)];

    public static TheoryData<string, string> Files =>
        [.. Folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.bin"))
            .Select(file => (Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileNameWithoutExtension(file)))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kept_payload_is_what_this_build_writes(string name)
    {
        var golden = GoldenGraphs.All.Single(golden => golden.Name == name);

        Assert.Equal(Read(Latest(name), name, "schema"), golden.Schema.Bytes.ToArray());
        Assert.Equal(Read(Latest(name), name, "bin"), golden.Encode());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_kept_payload_is_read_with_and_without_its_types(string version, string name)
    {
        var golden = GoldenGraphs.All.Single(golden => golden.Name == name);
        var folder = Path.Combine(Root, version);
        var (payload, schema) = Read(version, name);

        var today = Read(Latest(name), name, "bin");
        if (folder == Latest(name))
            Assert.Equal(payload, golden.DecodeAndEncode(payload));
        Assert.Equal(today, golden.TranslateAndEncode(payload, schema));
        Assert.Equal(Encoding.UTF8.GetString(Read(folder, name, "txt")), Tell(schema, payload));
    }

    [Fact]
    public void Every_kept_file_belongs_to_a_graph() =>
        Assert.Empty(Folders.SelectMany(Directory.EnumerateFiles).Select(Path.GetFileNameWithoutExtension).Except(GoldenGraphs.All.Select(golden => golden.Name)));

    internal static GraphNode ReadKept(string version, string name, out GraphSchema schema)
    {
        var folder = Path.Combine(Root, version);
        schema = GraphSchema.Parse(Read(folder, name, "schema"));
        return schema.Read(Read(folder, name, "bin"));
    }

    /// <summary>A kept payload and its schema.</summary>
    internal static (byte[] Payload, GraphSchema Schema) Read(string version, string name)
    {
        var folder = Path.Combine(Root, version);
        return (Read(folder, name, "bin"), GraphSchema.Parse(Read(folder, name, "schema")));
    }

    private static string Latest(string name) => Folders.Last(folder => folder == Folders[0] || File.Exists(Path.Combine(folder, $"{name}.bin")));

    private static byte[] Read(string folder, string name, string kind)
    {
        var file = Path.Combine(folder, $"{name}.{kind}");
        Assert.True(File.Exists(file), $"{name}.{kind} is not kept yet. Run `./build.sh golden`, look at what it wrote, and commit it.");
        return File.ReadAllBytes(file);
    }

    private static void Write(Golden golden)
    {
        var payload = golden.Encode();
        var kept = Path.Combine(Latest(golden.Name), $"{golden.Name}.bin");
        if (File.Exists(kept) && File.ReadAllBytes(kept).AsSpan().SequenceEqual(payload))
            return;
        var file = Path.Combine(Directory.CreateDirectory(Folders[^1]).FullName, golden.Name);
        File.WriteAllBytes($"{file}.bin", payload);
        File.WriteAllBytes($"{file}.schema", golden.Schema.Bytes.ToArray());
        File.WriteAllText($"{file}.txt", Tell(golden.Schema, payload));
    }

    private static string Tell(GraphSchema schema, byte[] payload) => $"{schema}\n{schema.Read(payload)}";

    private static string RootFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Tidemark.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder;
    }
}
