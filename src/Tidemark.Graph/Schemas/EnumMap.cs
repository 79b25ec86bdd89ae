using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// The numbers of an enum in one schema as those in another, by the names of its members; combined flags bit by bit. A number without a
/// name stays what it is, unless that would make it a member that it was not.
/// </summary>
internal sealed class EnumMap
{
    private readonly Form _to;
    private readonly Dictionary<Int128, Int128?> _numbers = [];
    private readonly Int128[] _byBits;
    private readonly HashSet<Int128> _moved;
    private readonly bool _isFlags;

    public EnumMap(Form from, Form to)
    {
        _to = to;
        var (had, has) = (from.Definition!, to.Definition!);
        var numbers = has.EnumMembers.ToDictionary(member => member.Name, member => member.Number, StringComparer.Ordinal);
        foreach (var names in had.EnumMembers.GroupBy(member => member.Number, member => member.Name))
        {
            // Two names of one number that have two numbers now: nobody knows which was meant.
            var known = names.Where(numbers.ContainsKey).Select(name => numbers[name]).Distinct().ToArray();
            _numbers[names.Key] = known.Length == 1 ? known[0] : null;
        }

        _byBits = [.. _numbers.Keys.Where(number => number != 0).OrderBy(number => EnumNumber.BitsIn(had.Part, number))];
        var before = had.EnumMembers.ToDictionary(member => member.Name, member => member.Number, StringComparer.Ordinal);
        _moved = [.. has.EnumMembers.Where(member => before.TryGetValue(member.Name, out var old) && old != member.Number).Select(member => member.Number)];
        _isFlags = (had.Traits | has.Traits).HasFlag(DefinitionTraits.Flags);
        IsIdentity = from.Codec!.Type == to.Codec!.Type && _numbers.All(pair => pair.Key == pair.Value);
    }

    /// <summary>Whether all numbers stay what they are.</summary>
    public bool IsIdentity { get; }

    /// <summary>The number in the other schema; null if that has no such value.</summary>
    public object? Convert(object number)
    {
        if (IsIdentity)
            return number;
        return NumberConversion.Convert(number, typeof(Int128)) is Int128 value && Convert(value) is { } converted
            ? NumberConversion.Convert(converted, _to.Codec!.Type)
            : null;
    }

    private Int128? Convert(Int128 value)
    {
        if (_isFlags && value != 0)
            return Combined(value);
        if (_numbers.TryGetValue(value, out var named))
            return named ?? (_isFlags ? 0 : null);
        return _moved.Contains(value) || IsMovedCombination(value) ? null : value;
    }

    // Names of few bits go first: All is what it was made of, whatever it means by now.
    private Int128? Combined(Int128 value)
    {
        var (combined, rest) = Split(value);
        foreach (var number in _byBits)
        {
            if (_numbers[number] is null && (value & number) == number && (rest & number) != 0)
                return null;
        }

        // Bits without a name stay, where they mean nothing else.
        return (combined & rest) == 0 && !_moved.Any(number => (number & rest) != 0) ? combined | rest : null;
    }

    private (Int128 Combined, Int128 Left) Split(Int128 value)
    {
        var (combined, rest) = (default(Int128), value);
        foreach (var number in _byBits)
        {
            if (_numbers[number] is not { } known || (value & number) != number || (rest & number) == 0)
                continue;
            combined |= known;
            rest &= ~number;
        }

        return (combined, rest);
    }

    // Members that were combined without saying that they are flags.
    private bool IsMovedCombination(Int128 value) => Split(value) is var (combined, rest) && rest == 0 && combined != value;
}

/// <summary>The maps of one walk, made when they are first asked for.</summary>
internal sealed class EnumMaps
{
    private readonly Dictionary<(Form From, Form To), EnumMap> _maps = [];

    public static bool AreEnums(Form? from, Form to) => from?.Layout == Layout.Enum && to.Layout == Layout.Enum;

    public EnumMap Of(Form from, Form to)
    {
        if (!_maps.TryGetValue((from, to), out var map))
            _maps.Add((from, to), map = new EnumMap(from, to));
        return map;
    }

    /// <summary>A value in another schema's version of its type; null if that does not have it. Only the values of enums have versions.</summary>
    public object? Convert(GraphLeaf leaf, Form to) =>
        leaf.Form != to && AreEnums(leaf.Form, to) ? Of(leaf.Form!, to).Convert(leaf.Value) : leaf.Value;

    /// <summary>Elements of fixed size in another schema's version of their type.</summary>
    /// <returns>The same ones if they have the same bytes; null if one has no value there.</returns>
    public IReadOnlyList<GraphNode>? Convert(PackedElements packed, Form to)
    {
        if (packed.Element == to || !AreEnums(packed.Element, to) || Of(packed.Element, to).IsIdentity)
            return packed.As(to);
        var converted = new GraphNode[packed.Count];
        for (var i = 0; i < converted.Length; i++)
        {
            if (Convert((GraphLeaf)packed[i], to) is not { } value)
                return null;
            converted[i] = new GraphLeaf(to, value);
        }

        return converted;
    }
}
