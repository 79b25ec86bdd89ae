using Shop.Nodes;
using Shop.Shoppers;

namespace Shop.Commands;

/// <summary>What the command line asked for.</summary>
internal sealed record ShopOptions(int Shoppers, int Seconds, int Seed, ServerChoice Servers, bool KeepData, FileInfo? Json, SharedStore? Store)
{
    /// <summary>What is kept up to date with the store; null for nothing.</summary>
    public SharedStore? Standby { get; init; }

    /// <summary>Whether the stand-by becomes the primary in the middle of the rush.</summary>
    public bool SwitchesOver { get; init; }
}
