namespace Tidemark.Architecture.Tests.Reading;

/// <summary>One use that compiled code makes of a type or of a member.</summary>
/// <param name="From">The outermost type that the use is written in.</param>
/// <param name="Method">The method it is written in; empty for uses in declarations.</param>
/// <param name="Assembly">The simple name of the assembly that holds the target.</param>
/// <param name="Type">The target type, outermost, as metadata names it.</param>
/// <param name="Member">The member; empty for a use of the type alone.</param>
/// <param name="Parameters">The types of the member's parameters, as metadata names them.</param>
internal sealed record Use(string From, string Method, string Assembly, string Type, string Member, string Parameters)
{
    /// <summary>The constant that it is called with as its last argument; null if that is no number, or none that is written there.</summary>
    public int? Constant { get; init; }

    /// <summary>The member with its parameters: <c>System.Threading.Tasks.Task.Delay(System.TimeSpan)</c>.</summary>
    public string Target => Member.Length == 0 ? Type : $"{Type}.{Member}({Parameters})";
}
