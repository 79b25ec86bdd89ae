using System.Text.Json.Nodes;
using Tidemark.Tool.Reading;

namespace Tidemark.Tool.Printing;

/// <summary>An attribute as JSON.</summary>
internal static class AttributeJson
{
    public static JsonObject Of(ReadAttribute attribute, bool showsValues)
    {
        var facts = attribute.Facts;
        var json = new JsonObject
        {
            ["name"] = facts.Name, ["bytes"] = facts.Bytes, ["patches"] = facts.Patches, ["version"] = facts.Version,
        };
        switch (attribute.Content)
        {
            case AttributeContent.Graph graph:
                json["graph"] = GraphJson.Of(graph.Root, showsValues);
                break;
            case AttributeContent.Serialized serialized:
                json["serializer"] = serialized.Serializer;
                if (showsValues && SerializedText.Parse(serialized.Bytes.Span, out var value))
                    json["json"] = value;
                else if (showsValues)
                    json["base64"] = Convert.ToBase64String(serialized.Bytes.Span);
                break;
            case AttributeContent.Unreadable unreadable:
                json["fault"] = unreadable.Why;
                break;
        }

        return json;
    }
}
