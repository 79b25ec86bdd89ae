namespace Tidemark.Stores;

/// <summary>One unbroken life of a node: from the first beat of a row, each before the end of the one before.</summary>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it ends if the node does not beat again.</param>
public readonly record struct NodeLife(DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>The life after a beat: the same one, longer or shorter, or a new one if there was none or it had ended.</summary>
    public static NodeLife Beat(NodeLife? current, DateTimeOffset now, TimeSpan lifetime) =>
        new(current is { } life && life.IsOn(now) ? life.Since : now, PrimaryRecord.Later(now, lifetime));

    /// <summary>Whether the node is alive.</summary>
    public bool IsOn(DateTimeOffset now) => now < Until;
}
