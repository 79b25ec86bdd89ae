using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using static Tidemark.Graph.Tests.Codecs.Sample;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>Classes that users derive from collections, with state of their own, and overrides that must not be called.</summary>
internal static class DerivedSubjects
{
    public static IEnumerable<Subject> All() =>
    [
        new Subject<OwnList>("own List", r => Filled(r, new OwnList(), (c, w) => c.Add(w)), c => c.Note + Ordered(c)),
        new Subject<OwnQueue>("own Queue", r => Filled(r, new OwnQueue(), (c, w) => c.Enqueue(w)), c => c.Note + Ordered(c)),
        new Subject<OwnStack>("own Stack", r => Filled(r, new OwnStack(), (c, w) => c.Push(w)), c => c.Note + Ordered(c)),
        new Subject<OwnLinkedList>("own LinkedList", r => Filled(r, new OwnLinkedList(), (c, w) => c.AddLast(w)), c => c.Note + Ordered(c)),
        new Subject<OwnConcurrentQueue>("own ConcurrentQueue",
            r => Filled(r, new OwnConcurrentQueue(), (c, w) => c.Enqueue(w)), c => c.Note + Ordered(c)),
        new Subject<OwnCollection>("own Collection", r => Filled(r, new OwnCollection(), (c, w) => c.Add(w)), c => c.Note + Ordered(c)),
        new Subject<OwnObservable>("own ObservableCollection",
            r => Filled(r, new OwnObservable(), (c, w) => c.Add(w)), c => c.Note + Ordered(c)),
        new Subject<OwnKeyed>("own KeyedCollection", Keyed, c => $"{NameOf(c.Comparer)}{c.Note}{Ordered(c)} {c.Contains("a")}"),
        new Subject<OwnSet>("own HashSet",
            r => Filled(r, new OwnSet(Comparer(r)), (c, w) => c.Add(w)), c => NameOf(c.Comparer) + c.Note + Unordered(c)),
        new Subject<OwnSortedSet>("own SortedSet", r => Filled(r, new OwnSortedSet(), (c, w) => c.Add(w)), c => c.Note + Unordered(c)),
        new Subject<OwnDictionary>("own Dictionary",
            r => Filled(r, new OwnDictionary(Comparer(r)), (c, w) => c[w] = 1), c => NameOf(c.Comparer) + c.Note + Unordered(c)),
        new Subject<OwnSortedDictionary>("own SortedDictionary",
            r => Filled(r, new OwnSortedDictionary(), (c, w) => c[w] = 1), c => c.Note + Unordered(c)),
        new Subject<OwnSortedList>("own SortedList", r => Filled(r, new OwnSortedList(), (c, w) => c[w] = 1), c => c.Note + Unordered(c)),
        new Subject<OwnOrdered>("own OrderedDictionary", r => Filled(r, new OwnOrdered(), (c, w) => c[w] = 1), c => c.Note + Ordered(c)),
        new Subject<OwnConcurrent>("own ConcurrentDictionary",
            r => Filled(r, new OwnConcurrent(), (c, w) => c[w] = 1), c => c.Note + Unordered(c)),
        new Subject<OwnTable>("own Hashtable",
            r => Filled(r, new OwnTable(), (c, w) => c[w] = 1), c => c.Note + Unordered(c.Cast<DictionaryEntry>().Select(e => e.Key))),
    ];

    private static T Filled<T>(Random random, T collection, Action<T, string> add) where T : IOwn
    {
        foreach (var word in Many(random, Word))
            add(collection, word);
        collection.Note = Word(random);
        return collection;
    }

    private static OwnKeyed Keyed(Random random)
    {
        var keyed = new OwnKeyed(Comparer(random), 1) { Note = Word(random) };
        foreach (var word in Many(random, Word))
        {
            if (!keyed.Contains(word))
                keyed.Add(new Item { Word = word });
        }

        return keyed;
    }

    internal interface IOwn
    {
        string Note { get; set; }
    }

    internal sealed class OwnList : List<string>, IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnQueue : Queue<string>, IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnStack : Stack<string>, IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnLinkedList : LinkedList<string>, IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnConcurrentQueue : ConcurrentQueue<string>, IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnCollection : Collection<string>, IOwn
    {
        public string Note { get; set; } = "";

        protected override void InsertItem(int index, string item) => base.InsertItem(index, item + "!");
    }

    internal sealed class OwnObservable : ObservableCollection<string>, IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnKeyed(IEqualityComparer<string>? comparer, int threshold) : KeyedCollection<string, Item>(comparer, threshold)
    {
        public string Note { get; set; } = "";

        protected override string GetKeyForItem(Item item) => item.Word!;
    }

    internal sealed class OwnSet(IEqualityComparer<string>? comparer) : HashSet<string>(comparer), IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnSortedSet() : SortedSet<string>(StringComparer.Ordinal), IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnDictionary(IEqualityComparer<string>? comparer) : Dictionary<string, int>(comparer), IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnSortedDictionary() : SortedDictionary<string, int>(StringComparer.Ordinal), IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnSortedList() : SortedList<string, int>(StringComparer.Ordinal), IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnOrdered : OrderedDictionary<string, int>, IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnConcurrent : ConcurrentDictionary<string, int>, IOwn
    {
        public string Note { get; set; } = "";
    }

    internal sealed class OwnTable : Hashtable, IOwn
    {
        public string Note { get; set; } = "";
    }
}
