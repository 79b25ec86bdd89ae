using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>Which folder of a project may use which. A type belongs to the folder its file lies in.</summary>
internal static class LayerArrows
{
    /// <summary>A file of a project that lies in no folder.</summary>
    public const string Front = "(front)";

    /// <summary>For each project, for each folder, the folders it may use.</summary>
    public static Dictionary<string, Dictionary<string, string[]>> Allowed { get; } = new()
    {
        ["Tidemark.Graph"] = new()
        {
            ["Attributes"] = [],
            ["Patches"] = [],
            ["Wire"] = ["Codecs", "Compare", "Patches", "Forms"],
            ["Codecs"] = ["Wire", "Shapes", "Patches", "Forms"],
            ["Compare"] = ["Shapes", "Patches"],
            ["Shapes"] = ["Attributes", "Codecs", "Wire", "Forms"],
            ["Forms"] = ["Codecs", "Shapes", "Wire"],
            ["Schemas"] = ["Forms", "Codecs", "Shapes", "Wire"],
            ["Trees"] = ["Schemas", "Forms", "Codecs", "Wire"],
            [Front] = ["Shapes", "Codecs", "Compare", "Wire", "Patches", "Forms", "Schemas"],
        },
        ["Tidemark"] = new()
        {
            ["Stores"] = [],
            ["Diagnostics"] = ["Stores"],
            ["Serializers"] = [],
            ["States"] = ["Stores", "Serializers"],
            ["Leases"] = ["States", "Stores", "Diagnostics"],
            ["Replication"] = ["States", "Stores", "Diagnostics"],
            ["Sessions"] = ["Leases", "States", "Serializers", "Stores", "Diagnostics"],
            ["Setup"] = ["Sessions", "Leases", "Replication", "Serializers", "Stores", "Diagnostics"],
        },
        ["Tidemark.AspNetCore"] = new()
        {
            ["Caching"] = [],
            ["Cookies"] = ["Caching"],
            ["Endpoints"] = [],
            ["Pipeline"] = ["Caching", "Cookies", "Endpoints"],
            ["Setup"] = ["Pipeline", "Cookies", "Endpoints"],
        },
        ["Tidemark.Tool"] = new()
        {
            ["Reading"] = [],
            ["Printing"] = ["Reading"],
            ["Commands"] = ["Printing", "Reading"],
            [Front] = ["Commands", "Printing"],
        },
    };

    /// <summary>Types that every folder of their project may use: words of the language, such as ids, options and errors.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "Tidemark.SessionId",
        "Tidemark.AttributeName",
        "Tidemark.TidemarkHttpOptions",
        "Tidemark.SessionException",
        "Tidemark.SessionUnavailableException",
        "Tidemark.SessionDamagedException",
        "Tidemark.SessionAttributeException",
        "Tidemark.SessionDeadlockException",
        "Tidemark.SessionLockTimeoutException",
        "Tidemark.TidemarkOptions",
        "Tidemark.TidemarkOptionsValidation",
        "Tidemark.FailureRegime",
        "Tidemark.ThrowPolicy",
        "Tidemark.UserLimitPolicy",
        "Tidemark.TidemarkHttpOptions",
        "Tidemark.Graph.GraphException",
        "Tidemark.Graph.GraphFormatException",
        "Tidemark.Graph.GraphOptions",
    ];

    public static IEnumerable<string> Check(string project, IEnumerable<SourceFile> files, IEnumerable<Use> uses)
    {
        if (!Allowed.TryGetValue(project, out var layers))
            return [];
        var folders = new Dictionary<string, string>();
        foreach (var file in files)
        {
            foreach (var type in file.TopLevelTypes)
                folders[SourceFile.MetadataNameOf(type)] = FolderOf(file);
        }

        var unplaced = folders.Values
            .Where(folder => !layers.ContainsKey(folder))
            .Select(folder => $"{project}/{folder} has no place in LayerArrows");
        var wrong = from use in uses
                    where use.Assembly == project && !Words.Contains(use.Type)
                    let source = folders.GetValueOrDefault(use.From)
                    let target = folders.GetValueOrDefault(use.Type)
                    where source is not null && target is not null && source != target
                    where !layers.GetValueOrDefault(source, []).Contains(target)
                    select $"{project}: {source}/{use.From} uses {target}/{use.Type}";
        return unplaced.Concat(wrong);
    }

    private static string FolderOf(SourceFile file) => file.Steps.Length > 3 ? file.Steps[2] : Front;
}
