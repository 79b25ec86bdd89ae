using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>The errors of values that an enum of another build does not have. They tell how the enums differ, never the value.</summary>
internal static class EnumFaults
{
    private const int MostNames = 8;

    public static GraphSchemaException Unknown(Form written, Form own, NodeStep? path, Resolution resolution)
    {
        var gone = Names(written, own);
        var (what, remedy) = gone.Length > 0
            ? ($"a value of the enum {written.Name} that this build does not have (it has no {gone})",
                "Give the enum back what it had; if a member was renamed, put [SessionName] with its old name on the new one")
            : ($"a value of the enum {written.Name} that has no name of its own there, and its members have other numbers by now",
                "Give the members back their numbers, or mark the enum [Flags] in both builds if its values are combined");
        return new GraphSchemaException(path?.ToString() ?? "", what, own.Name, remedy + ", or drop the attribute.", resolution);
    }

    public static GraphSchemaException SameKey(Form written, Form own, NodeStep? path, Resolution resolution) => new(
        path?.ToString() ?? "", $"two keys of the enum {written.Name} that are one in this build", own.Name,
        "Give the members back numbers of their own, or drop the attribute.", resolution);

    /// <summary>A value of this build that cannot be written beside the members of another.</summary>
    public static GraphException Unwritable(Form own) => new(
        $"A value of {own.Name} has no name of its own, and another build that uses this session gives its number to another member. "
        + "Give the value a name, or mark the enum [Flags] if its values are combined.");

    private static string Names(Form written, Form own)
    {
        var gone = written.Definition!.EnumMembers.Select(member => member.Name).Except(own.Definition!.EnumMembers.Select(member => member.Name)).ToArray();
        return string.Join(", ", gone.Take(MostNames)) + (gone.Length > MostNames ? " and others" : "");
    }
}
