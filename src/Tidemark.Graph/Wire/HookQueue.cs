using System.Runtime.Serialization;
using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Objects;
using Tidemark.Graph.Compare;

namespace Tidemark.Graph.Wire;

/// <summary>
/// Instances that want to be called once the whole graph is there: inner ones before those that hold them, and of a circle the one that was
/// met first last.
/// </summary>
internal sealed class HookQueue
{
    private readonly List<(ReadingHooks Hooks, object Instance)> _entries = [];

    // A body that was put off is inside what was read before it, and comes after it: the parts are called from the last to the first.
    private readonly List<int> _parts = [];

    public void Add(ReadingHooks hooks, object instance) => _entries.Add((hooks, instance));

    /// <summary>Begins the part of a body that was put off.</summary>
    public void BeginPart()
    {
        if (_entries.Count > 0 || _parts.Count > 0)
            _parts.Add(_entries.Count);
    }

    /// <exception cref="GraphFormatException">One failed; the message has its path.</exception>
    public void Call(object? root, Type rootType, int end)
    {
        if (_entries.Count == 0)
            return;
        Call(root, rootType, end, static (hooks, instance) => hooks.After(instance));
        if (_entries.Exists(entry => entry.Hooks.CallsBack))
        {
            Call(root, rootType, end, static (hooks, instance) =>
            {
                if (hooks.CallsBack)
                    ((IDeserializationCallback)instance).OnDeserialization(null);
            });
        }
    }

    public void Clear()
    {
        _entries.Clear();
        _parts.Clear();
    }

    private void Call(object? root, Type rootType, int end, Action<ReadingHooks, object> call)
    {
        var last = _entries.Count;
        for (var part = _parts.Count; part >= 0; part--)
        {
            var first = part == 0 ? 0 : _parts[part - 1];
            for (var i = first; i < last; i++)
                Call(_entries[i].Hooks, _entries[i].Instance, call, root, rootType, end);
            last = first;
        }
    }

    private static void Call(ReadingHooks hooks, object instance, Action<ReadingHooks, object> call, object? root, Type rootType, int end)
    {
        try
        {
            call(hooks, instance);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            var path = PathFinder.Find(root, instance);
            throw new GraphFormatException(
                $"At {Refused.NameOf(rootType)}{(path.Length == 0 || path[0] == '[' ? path : "." + path)}: what {Refused.NameOf(instance.GetType())} does "
                + $"after reading failed with {cause.GetType().Name}",
                end,
                cause);
        }
    }
}
