using Tidemark.Graph;

namespace Tidemark.Simulation.Clients;

/// <summary>What the sessions hold: few attributes, of every kind that the core treats in its own way.</summary>
internal static class Attributes
{
    private static readonly GraphSerializer Graph = new();

    /// <summary>Set once, at the creation.</summary>
    public static readonly SessionKey<string> Owner = new("owner");

    /// <summary>Immutable: set and removed.</summary>
    public static readonly SessionKey<string> Title = new("title");

    /// <summary>Mutable: requests append ids to it.</summary>
    public static readonly SessionKey<List<string>> Log = new("log");

    /// <summary>Mutable: requests count it up.</summary>
    public static readonly SessionKey<Tally> Count = new("count");

    public static IReadOnlyList<string> Names { get; } = [Owner.Name, Title.Name, Log.Name, Count.Name];

    /// <summary>An attribute as text, without mutable access to it.</summary>
    public static string? Read(Session session, string name) => name switch
    {
        "owner" => session.Read(Owner),
        "title" => session.Read(Title),
        "log" => Text(session.Read(Log)),
        _ => Text(session.Read(Count)),
    };

    /// <summary>An attribute as text, from the bytes that a store has of it.</summary>
    public static string? Decode(string name, byte[] stored) => name switch
    {
        "log" => Text(Graph.PlanOf<List<string>>().Decode(stored)),
        "count" => Text(Graph.PlanOf<Tally>().Decode(stored)),
        _ => Graph.PlanOf<string>().Decode(stored),
    };

    public static string? Text(List<string>? log) => log is null ? null : string.Join(' ', log);

    public static string? Text(Tally? count) => count is null ? null : $"{count.Owner}:{count.Value}";

    /// <summary>Whether a value was made for the session of this family.</summary>
    public static bool Belongs(string? value, string family) =>
        string.IsNullOrEmpty(value) || value.Split(' ').All(part => part.StartsWith(family + ":", StringComparison.Ordinal));
}

/// <summary>A counter that says whose it is.</summary>
internal sealed class Tally
{
    public string Owner { get; set; } = "";

    public int Value { get; set; }

    /// <summary>Never changes: beside it a new number is worth a patch.</summary>
    public string Story { get; set; } = new('.', 400);
}
