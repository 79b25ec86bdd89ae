using System.Reflection;
using System.Runtime.CompilerServices;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Schemas;

/// <summary>How one type gives its members their first values.</summary>
internal sealed class InitialType
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Type _type;
    private readonly Dictionary<string, ShapeMember> _members;
    private readonly ConstructorInfo? _constructor;
    private readonly Dictionary<string, object?> _parameters = new(StringComparer.Ordinal);
    private readonly Lazy<HashSet<string>> _promises;

    public InitialType(Type type, IEnumerable<ShapeMember> members)
    {
        _type = type;
        _members = members.ToDictionary(member => member.Name, StringComparer.Ordinal);
        _constructor = type.GetConstructor(Instance, []);
        if (_constructor is null)
            LearnParameters();
        _promises = new Lazy<HashSet<string>>(FindPromises);
    }

    public bool GivesAnyOf(IReadOnlyList<string> members) => _constructor is not null || members.Any(_parameters.ContainsKey);

    /// <summary>The values of a new instance; of a type without a constructor for that, the default values of parameters.</summary>
    public (ShapeMember Member, object? Value)[] Make(IReadOnlyList<string> members, out object? instance)
    {
        var made = instance = _constructor?.Invoke(null);
        return [.. members.Select(name => (_members[name], made is null ? ParameterFor(name) : _members[name].Field.GetValue(made)))];
    }

    /// <summary>What a member of an instance is; null if this build does not have it.</summary>
    public object? ValueOf(object instance, string member) => _members.TryGetValue(member, out var known) ? known.Field.GetValue(instance) : null;

    public string? PromiseOf(string member) => _promises.Value.Contains(member) ? $"{Refused.NameOf(_type)}.{member}" : null;

    private object? ParameterFor(string member) =>
        _parameters.TryGetValue(member, out var value) && value is not null ? value
            : _members[member].Type is { IsValueType: true } type && Nullable.GetUnderlyingType(type) is null
                ? RuntimeHelpers.GetUninitializedObject(type)
                : null;

    // The primary constructor, if there is one, names its parameters as the members that it sets.
    private void LearnParameters()
    {
        var fields = _members.Values.ToDictionary(member => ShapeMembers.NameOf(member.Field), StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in _type.GetConstructors(Instance).OrderBy(made => made.GetParameters().Length).SelectMany(made => made.GetParameters()))
        {
            if (parameter.HasDefaultValue && fields.TryGetValue(parameter.Name!, out var member)
                && member.Type == parameter.ParameterType && ValueOf(parameter) is { } value)
            {
                _parameters[member.Name] = value;
            }
        }
    }

    // Trimmed applications may do without the reader of annotations.
    private HashSet<string> FindPromises()
    {
        var promises = new HashSet<string>(StringComparer.Ordinal);
        if (AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var isSupported) && !isSupported)
            return promises;
        var nullability = new NullabilityInfoContext();
        foreach (var member in _members.Values)
        {
            if (!member.Type.IsValueType && !typeof(Delegate).IsAssignableFrom(member.Type)
                && nullability.Create(member.Field).ReadState == NullabilityState.NotNull)
            {
                promises.Add(member.Name);
            }
        }

        return promises;
    }

    // The default of an enum is told as its number.
    private static object? ValueOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue is { } value && type.IsEnum ? Enum.ToObject(type, value) : parameter.DefaultValue;
    }
}
