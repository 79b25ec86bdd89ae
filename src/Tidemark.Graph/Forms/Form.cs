using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Leaves;
using Tidemark.Graph.Codecs.Objects;

namespace Tidemark.Graph.Forms;

/// <summary>
/// How values of one type lie in bytes, known without the type itself. Parts are looked up by name when they are first asked for, so that
/// forms may contain each other. Safe for all threads.
/// </summary>
internal sealed class Form(FormScope scope, string name, Layout layout)
{
    private readonly IReadOnlyList<string> _partNames = [];
    private Form[]? _parts;
    private FormMember[]? _members;
    private int _minSize;

    public string Name { get; } = name;

    /// <summary>Where the forms of other types are found.</summary>
    public FormScope Scope => scope;

    public Layout Layout { get; } = layout;

    /// <summary>What the application's schema says; null for types of the framework.</summary>
    public Definition? Definition { get; init; }

    /// <summary>The built-in codec of a leaf, or of the number beneath an enum.</summary>
    public Codec? Codec { get; init; }

    public int Rank { get; init; }

    /// <summary>Whether the application converts values to this form. A reader of it knows only the form.</summary>
    public bool IsConverted { get; private init; }

    /// <summary>Whether instances have numbers, so that slots can refer back to them.</summary>
    public bool IsTracked => IsSlot && HasIdentity;

    public bool HasIdentity { private get; init; } = true;

    public bool IsImmutable { get; init; }

    public IReadOnlyList<string> PartNames { init => _partNames = value; }

    /// <summary>The slots inside a collection; the collection that a class derives from.</summary>
    public ReadOnlySpan<Form> Parts => _parts ??= [.. _partNames.Select(scope.FormOf)];

    /// <summary>The first of <see cref="Parts"/>: the element, the wrapped, the key.</summary>
    public Form Part => Parts[0];

    /// <summary>The members of a struct, an object or a derived collection, in the order they are written.</summary>
    public ReadOnlySpan<FormMember> Members =>
        _members ??= [.. (Definition?.Members ?? []).Select(member => new FormMember(member.Name, scope.FormOf(member.Type)))];

    /// <summary>Whether a value in place begins with a tag; see <see cref="Wire.SlotTag"/>.</summary>
    public bool IsSlot => Layout switch
    {
        Layout.Leaf => Codec!.IsTracked,
        Layout.Object or Layout.Abstract or Layout.Derived or Layout.Wrapper => true,
        Layout.Sequence or Layout.Array or Layout.Grid or Layout.Set or Layout.Entries or Layout.Keyed or Layout.Names => true,
        _ => false,
    };

    /// <summary>The size of a value whose bits are its form; 0 for other forms. Such members are written before the others.</summary>
    public int FixedSize =>
        !IsConverted && (Layout == Layout.Enum || Codec is IFixedCodec or BoolCodec) ? Codec!.MinSize : 0;

    /// <summary>Whether every pattern of bits of <see cref="FixedSize"/> is a value.</summary>
    public bool AllowsAllBits => Codec is IFixedCodec { Form: BlockForm { Check: null } };

    /// <summary>The fewest bytes a value takes; at least 1.</summary>
    public int MinSize => _minSize > 0 ? _minSize : _minSize = Layout switch
    {
        _ when IsSlot => 1,
        Layout.Leaf or Layout.Enum => Codec!.MinSize,
        Layout.Struct => Math.Max(1, SumOf(Members)),
        Layout.Pair => Parts[0].MinSize + Parts[1].MinSize,
        Layout.Memory => 2,
        _ => 1,
    };

    /// <summary>The form of a type whose values are converted to values of this one.</summary>
    public Form InPlaceOf(string converted) => new(scope, converted, Layout)
    {
        Definition = Definition,
        Codec = Codec,
        Rank = Rank,
        HasIdentity = HasIdentity,
        PartNames = _partNames,
        IsConverted = true,
    };

    public override string ToString() => Name;

    private static int SumOf(ReadOnlySpan<FormMember> members)
    {
        var sum = 0;
        foreach (var member in members)
            sum += member.Form.MinSize;
        return sum;
    }
}

internal readonly record struct FormMember(string Name, Form Form);
