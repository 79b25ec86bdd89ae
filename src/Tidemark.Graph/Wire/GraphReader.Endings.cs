using Tidemark.Graph.Codecs;
using Tidemark.Graph.Codecs.Objects;

namespace Tidemark.Graph.Wire;

internal ref partial struct GraphReader
{
    /// <summary>Does something once every body is read, such as hashing keys that are objects. Whatever it
    /// throws must be a <see cref="GraphFormatException"/>.</summary>
    public readonly void AtEnd(Action action) => _scratch.AtEnd.Add(action);

    /// <summary>Calls what an instance has to do before its fields are read.</summary>
    public readonly void CallBefore(ReadingHooks? hooks, object instance)
    {
        try
        {
            hooks?.Before(instance);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw new GraphFormatException(
                $"What {Refused.NameOf(instance.GetType())} does before reading failed with {cause.GetType().Name}", _position, cause);
        }
    }

    /// <summary>Has an instance called once the whole graph is there.</summary>
    public readonly void CallAfter(ReadingHooks? hooks, object instance)
    {
        if (hooks is { HasAfter: true })
            _scratch.Hooks.Add(hooks, instance);
    }

    /// <inheritdoc cref="ReadScratch.IsTrial"/>
    public readonly bool IsTrial => _scratch.IsTrial;

    /// <summary>The number of a collection that is rebuilt from elements that were just read.</summary>
    public readonly int NumberRebuilt() => _scratch.Rebuilt++;
}
