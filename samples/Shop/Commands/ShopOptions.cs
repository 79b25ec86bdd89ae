using Shop.Nodes;
using Shop.Shoppers;

namespace Shop.Commands;

/// <summary>What the command line asked for.</summary>
internal sealed record ShopOptions(int Shoppers, int Seconds, int Seed, ServerChoice Servers, bool KeepData, FileInfo? Json, SharedStore? Store);
