using System.Text;

namespace Tidemark.Graph.Tests.Golden;

/// <summary>
/// Payloads of format version 1 as they were written once, with their schemas and what they say. They are read for ever. A change of the
/// format needs another version, with a folder of its own; `./build.sh golden` writes files of graphs that were added, and says what it did.
/// </summary>
public sealed class GoldenFileTests
{
    private static readonly string Folder = Path.Combine(RootFolder(), "test", "Tidemark.Graph.Tests", "Golden", "v1");

    static GoldenFileTests()
    {
        if (Environment.GetEnvironmentVariable("TIDEMARK_WRITE_GOLDEN") != "1")
            return;
        foreach (var golden in GoldenGraphs.All.Where(golden => !golden.IsSuperseded))
            Write(golden);
    }

    public static TheoryData<string> Names => [.. GoldenGraphs.All.Select(golden => golden.Name)];

    public static TheoryData<string> CurrentNames => [.. GoldenGraphs.All.Where(golden => !golden.IsSuperseded).Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(CurrentNames))]
    public void A_kept_payload_is_what_this_build_writes(string name)
    {
        var golden = GoldenGraphs.All.Single(golden => golden.Name == name);

        Assert.Equal(Read(name, "schema"), golden.Schema.Bytes.ToArray());
        Assert.Equal(Read(name, "bin"), golden.Encode());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kept_payload_is_read_with_and_without_its_types(string name)
    {
        var golden = GoldenGraphs.All.Single(golden => golden.Name == name);
        var payload = Read(name, "bin");
        var schema = GraphSchema.Parse(Read(name, "schema"));

        var now = golden.IsSuperseded ? golden.Encode() : payload;

        Assert.Equal(now, golden.DecodeAndEncode(payload));
        Assert.Equal(now, golden.TranslateAndEncode(payload, schema));
        Assert.Equal(Encoding.UTF8.GetString(Read(name, "txt")), Tell(schema, payload));
    }

    [Fact]
    public void Every_kept_file_belongs_to_a_graph() =>
        Assert.Empty(Directory.EnumerateFiles(Folder).Select(Path.GetFileNameWithoutExtension).Except(GoldenGraphs.All.Select(golden => golden.Name)));

    private static byte[] Read(string name, string kind)
    {
        var file = Path.Combine(Folder, $"{name}.{kind}");
        Assert.True(File.Exists(file), $"{name}.{kind} is not kept yet. Run `./build.sh golden`, look at what it wrote, and commit it.");
        return File.ReadAllBytes(file);
    }

    private static void Write(Golden golden)
    {
        Directory.CreateDirectory(Folder);
        var payload = golden.Encode();
        File.WriteAllBytes(Path.Combine(Folder, $"{golden.Name}.bin"), payload);
        File.WriteAllBytes(Path.Combine(Folder, $"{golden.Name}.schema"), golden.Schema.Bytes.ToArray());
        File.WriteAllText(Path.Combine(Folder, $"{golden.Name}.txt"), Tell(golden.Schema, payload));
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
