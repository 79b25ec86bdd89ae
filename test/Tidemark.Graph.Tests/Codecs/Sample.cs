using System.Globalization;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>Small random parts, few enough of each that two random values are often equal, or equal but for their order.</summary>
internal static class Sample
{
    private static readonly string?[] Words = ["", "a", "A", "b", "\u00e9", "\u4e2d", "long enough to be compared by vectors"];

    public static readonly StringComparer[] Comparers =
    [
        StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase,
        StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase,
    ];

    public static string Word(Random random) => Words[random.Next(Words.Length)]!;

    public static string? WordOrNull(Random random) => random.Next(5) == 0 ? null : Word(random);

    public static StringComparer? Comparer(Random random) => random.Next(4) == 0 ? Comparers[random.Next(Comparers.Length)] : null;

    public static T[] Many<T>(Random random, Func<Random, T> one, int most = 4)
    {
        var many = new T[random.Next(most + 1)];
        for (var i = 0; i < many.Length; i++)
            many[i] = one(random);
        return many;
    }

    public static int Number(Random random) => random.Next(3);

    public static Item ItemOf(Random random) => new() { Number = random.Next(2), Word = WordOrNull(random) };

    /// <summary>Entries of distinct keys, in random order.</summary>
    public static KeyValuePair<TKey, TValue>[] Entries<TKey, TValue>(
        Random random, Func<Random, TKey> key, Func<Random, TValue> value, IEqualityComparer<TKey>? comparer = null)
    {
        KeyValuePair<TKey, TValue>[] entries =
            [.. Many(random, key).Distinct(comparer).Select(distinct => KeyValuePair.Create(distinct, value(random)))];
        random.Shuffle(entries);
        return entries;
    }

    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        Item item => $"{item.Number}/{Text(item.Word)}",
        System.Runtime.CompilerServices.ITuple tuple =>
            $"({string.Join(' ', Enumerable.Range(0, tuple.Length).Select(i => Text(tuple[i])))})",
        Place place => $"{place.Number}-{Text(place.Word)}",
        Key key => $"{key.Number}+{Text(key.Word)}",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    public static string Ordered<T>(IEnumerable<T>? values) =>
        values is null ? "null" : string.Join(", ", values.Select(value => Text(value)));

    public static string Unordered<T>(IEnumerable<T> values) =>
        string.Join(", ", values.Select(value => Text(value)).Order(StringComparer.Ordinal));

    public static string Unordered<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> entries) =>
        Unordered(entries.Select(entry => $"{Text(entry.Key)}={Text(entry.Value)}"));

    public static string Ordered<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> entries) =>
        Ordered(entries.Select(entry => $"{Text(entry.Key)}={Text(entry.Value)}"));

    public static string NameOf(object? comparer) => comparer is StringComparer ? $"by {Array.IndexOf(Comparers, comparer)}: " : "";
}

public sealed class Item
{
    public int Number { get; set; }

    public string? Word { get; set; }
}
