using System.Globalization;
using System.Reflection;
using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Shapes;

/// <summary>The members of an enum by the names that bytes know them by.</summary>
internal static class EnumMembers
{
    /// <summary>A definition with the members of its enum.</summary>
    /// <exception cref="GraphException">Two members have one name, or one has none.</exception>
    public static Definition Added(Definition definition, Type type)
    {
        if (!EnumNumber.IsNumber(definition.Part))
            return definition;
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => new EnumMember(NameOf(field), NumberOf(field)))
            .OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
        if (members.Length == 0)
            return definition;
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Name.Length == 0)
                throw GraphException.Refused(type, "the [SessionName] of one of its members is empty. Give it the name that the member had");
            if (i > 0 && members[i - 1].Name == members[i].Name)
                throw GraphException.Refused(type, $"two of its members are named {members[i].Name}. Give one another [SessionName]");
        }

        var flags = type.IsDefined(typeof(FlagsAttribute), false) ? DefinitionTraits.Flags : DefinitionTraits.None;
        return definition with { EnumMembers = members, Traits = definition.Traits | flags };
    }

    private static string NameOf(FieldInfo field) => field.GetCustomAttribute<SessionNameAttribute>()?.Name ?? field.Name;

    private static Int128 NumberOf(FieldInfo field) => (Int128)Convert.ToDecimal(field.GetRawConstantValue(), CultureInfo.InvariantCulture);
}
