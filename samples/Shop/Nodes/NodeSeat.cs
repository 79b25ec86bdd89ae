namespace Shop.Nodes;

/// <summary>Which app server this process is, and the folder that it shares with the others.</summary>
/// <param name="Number">The number of the app server.</param>
/// <param name="DataFolder">The folder.</param>
/// <param name="Store">What keeps the sessions; null for a file in the folder.</param>
/// <param name="Standby">What is kept up to date with it, and may take its place; null for nothing.</param>
public sealed record NodeSeat(int Number, string DataFolder, SharedStore? Store = null, SharedStore? Standby = null)
{
    public string SessionFile => Path.Combine(DataFolder, "sessions.db");

    public string KeyFolder => Path.Combine(DataFolder, "keys");
}
