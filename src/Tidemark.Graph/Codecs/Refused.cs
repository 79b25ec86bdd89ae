namespace Tidemark.Graph.Codecs;

/// <summary>The errors of values that cannot be state.</summary>
internal static class Refused
{
    public static GraphException Comparer(object collection, object comparer) => new(
        $"{NameOf(collection.GetType())} has the comparer {NameOf(comparer.GetType())}, which bytes cannot carry. "
        + "Use the default comparer or one of StringComparer.Ordinal, OrdinalIgnoreCase, InvariantCulture "
        + "and InvariantCultureIgnoreCase, or mark the member [SessionIgnore].",
        "", collection);

    /// <summary>Refuses a collection whose order is that of the current culture.</summary>
    public static GraphException CultureOrder(object collection, Type key) => new(
        $"{NameOf(collection.GetType())} sorts by the order of the current culture, which another request or server may not have. "
        + (key == typeof(string)
            ? "Make it with a comparer that is the same everywhere, such as StringComparer.Ordinal."
            : $"Its keys are {NameOf(key)}: sort by a key of a type of your own, whose CompareTo compares text with string.CompareOrdinal, "
                + "or join the parts into one text and use StringComparer.Ordinal."),
        "", collection);

    public static GraphException Subscribers(object collection, Type owner) => new(
        $"{NameOf(collection.GetType())} has an event handler of {NameOf(owner)}, which bytes cannot carry. Subscribe again in a method of "
        + $"{NameOf(owner)} marked [OnDeserialized]: its handlers are left out then. Or remove the handler before the request ends.", "", collection);

    public static GraphException Code(object code, bool isHandler) => new(
        "A delegate is code, not state. Unsubscribe, or mark the member [SessionIgnore] ([field: SessionIgnore] on an event), and set it again in a "
        + "method marked [OnDeserialized]." + (isHandler ? " Handlers of a class that has such a method are left out by themselves." : ""), "", code);

    public static GraphException Derived(object value, Type expected) => new(
        $"{NameOf(value.GetType())} derives from {NameOf(expected)}, whose state is kept by its content alone. "
        + $"Use {NameOf(expected)} itself, or mark the member [SessionIgnore].", "", value);

    /// <summary>Refuses a collection whose elements do not all come back.</summary>
    public static GraphException Unreadable(object? collection, GraphFormatException damage) => new(
        collection is null
            ? $"what was written could not be read again: {damage.Message}."
            : $"{NameOf(collection.GetType())} would not come back with the elements that it has: by the equality, hash code or order that is "
                + "theirs, some of them are the same once they are read again, or cannot be compared. Either they were changed while they "
                + "were in it, or these go by members that are not state, such as those marked [SessionIgnore]. Remove an element before "
                + "changing it, and add it again; let its equality and order go by members that are state; or use a List.",
        "", collection, null, damage);

    public static GraphException TooDeep(object collection) => new(
        $"{NameOf(collection.GetType())} has keys that are objects, and lies so deep in the graph that they are complete only "
        + "after it is read. Use a HashSet or Dictionary, or a flatter structure.", "", collection);

    /// <summary>
    /// Refuses an instance of a class that somebody derived from a framework class; the framework's own subclasses are
    /// implementation.
    /// </summary>
    public static void UnlessOwn<T>(T value) where T : class
    {
        var type = value.GetType();
        if (type != typeof(T) && type.Assembly != typeof(T).Assembly)
            throw Derived(value, typeof(T));
    }

    public static string NameOf(Type type)
    {
        var name = type.Name;
        var arity = name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? name : $"{name[..arity]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>";
    }
}
