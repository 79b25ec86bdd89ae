namespace Tidemark.Graph.Forms;

/// <summary>How values of a type lie in bytes. docs/design/wire-format.md has each as a table.</summary>
internal enum Layout
{
    /// <summary>A type of the framework that holds no others: its built-in codec reads it.</summary>
    Leaf,

    /// <summary>As the number beneath it.</summary>
    Enum,

    /// <summary>Its members in place; one without members is a byte.</summary>
    Struct,

    /// <summary>A slot; the body is the members.</summary>
    Object,

    /// <summary>A slot that only instances of other types stand in.</summary>
    Abstract,

    /// <summary>A slot: the head and body of a collection, then members.</summary>
    Derived,

    /// <summary>A byte that is 0.</summary>
    Delegate,

    /// <summary>A slot; body: count, elements.</summary>
    Sequence,

    /// <summary>A slot; head: count; body: elements.</summary>
    Array,

    /// <summary>A slot; head: a length for each dimension; body: elements.</summary>
    Grid,

    /// <summary>A slot; head: comparer; body: count, elements.</summary>
    Set,

    /// <summary>A slot; head: comparer; body: count, then keys and values in turn.</summary>
    Entries,

    /// <summary>A slot; head: comparer, threshold; body: count, elements.</summary>
    Keyed,

    /// <summary>A slot; head: comparer; body: read-only or not, count, then each name with its values.</summary>
    Names,

    /// <summary>A slot; body: the slot of the collection that it wraps.</summary>
    Wrapper,

    /// <summary>0 for none, else count plus one, elements.</summary>
    MadeSequence,

    /// <summary>0 for null, else 1, comparer, count, elements.</summary>
    MadeSet,

    /// <summary>0 for null, else 1, comparer, count, then keys and values in turn.</summary>
    MadeEntries,

    /// <summary>0 for null, else 1, value.</summary>
    Nullable,

    /// <summary>0 for null; else the tag of content, count, elements. Formerly the slot of the whole array, offset, count.</summary>
    Segment,

    /// <summary>0 and a segment, or 1 and a text of two bytes a character.</summary>
    Memory,

    /// <summary>Key, value.</summary>
    Pair,
}
