namespace Shop.Nodes;

/// <summary>Which app server this process is, and the folder that it shares with the others.</summary>
public sealed record NodeSeat(int Number, string DataFolder)
{
    public string SessionFile => Path.Combine(DataFolder, "sessions.db");

    public string KeyFolder => Path.Combine(DataFolder, "keys");
}
