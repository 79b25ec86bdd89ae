namespace Tidemark.Load.Apps;

/// <summary>How one app process is started.</summary>
/// <param name="Kind">What keeps its sessions.</param>
/// <param name="Redis">Host and port of the Redis server.</param>
/// <param name="Folder">For what the processes of one app share besides, such as the keys of their cookies.</param>
internal sealed record AppOptions(AppKind Kind, string Redis, string Folder)
{
    /// <summary>The command line that <see cref="Parse"/> reads.</summary>
    public string[] Arguments => [AppProgram.Verb, "--kind", Kind.ToString(), "--redis", Redis, "--folder", Folder];

    public static AppOptions Parse(ReadOnlySpan<string> args) => args is [_, "--kind", var kind, "--redis", var redis, "--folder", var folder]
        ? new AppOptions(Enum.Parse<AppKind>(kind, ignoreCase: true), redis, folder)
        : throw new ArgumentException("An app is started by: app --kind none|onecall|peer|tidemark --redis host:port --folder path");
}
