using System.Buffers;
using System.Text.Json.Serialization;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;

namespace Tidemark.Tests.Serializers;

/// <summary>A value that JSON keeps as it is.</summary>
internal sealed class Document
{
    public static readonly SessionKey<Document> Key = new("document");

    public string Title { get; set; } = "";

    public int Opened { get; set; }

    public List<Chapter> Chapters { get; set; } = [];

    public static Document Of(int chapters) => new()
    {
        Title = "Walks",
        Chapters = [.. Enumerable.Range(1, chapters).Select(number => new Chapter { Text = $"chapter {number}, {number * 7919} steps", Pages = number })],
    };

    public override string ToString() => $"{Title} {Opened} {string.Join('|', Chapters.Select(chapter => $"{chapter.Text}:{chapter.Pages}"))}";
}

internal sealed class Chapter
{
    public string? Text { get; set; }

    public int Pages { get; set; }
}

/// <summary>What the source generator makes of it.</summary>
[JsonSerializable(typeof(Document))]
internal sealed partial class DocumentContext : JsonSerializerContext;

/// <summary>Fails when it is told to.</summary>
internal sealed class FragileSerializer() : AttributeSerializer("fragile")
{
    private readonly JsonAttributeSerializer _json = new();

    public Exception? OnWrite { get; set; }

    public Exception? OnRead { get; set; }

    public IBufferWriter<byte>? Output { get; private set; }

    public int Writes { get; private set; }

    public override void Serialize<T>(T value, IBufferWriter<byte> output)
    {
        Output = output;
        Writes++;
        _json.Serialize(value, output);
        if (OnWrite is { } failure)
            throw failure;
    }

    public override T? Deserialize<T>(ReadOnlySpan<byte> bytes) where T : default =>
        OnRead is { } failure ? throw failure : _json.Deserialize<T>(bytes);
}

internal static class DocumentRig
{
    public static async Task<SessionId> StoreAsync(this Rig rig, Document document)
    {
        await using var node = rig.NewNode(rig.Memory);
        await using var session = node.Create();
        await session.SetAsync(Document.Key, document);
        await session.CompleteAsync();
        return session.Id;
    }

    /// <summary>One request that gets the document and changes it.</summary>
    public static async Task ChangeAsync(this SessionManager node, SessionId id, Action<Document>? change = null)
    {
        await using var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!;
        change?.Invoke((await session.GetAsync(Document.Key))!);
        await session.CompleteAsync();
    }

    public static async Task<byte[]> BytesAsync(this Rig rig, SessionId id) =>
        StoredValue.Read(Assert.Single((await rig.StateAsync(id))!.Changed), null, int.MaxValue).Bytes.ToArray();

    /// <summary>A rig over the store of another one: the same application, set up otherwise.</summary>
    public static SessionManager NodeOver(this Rig rig, Action<TidemarkOptions> configure) => new Rig(configure).NewNode(rig.Watched);
}
