using Tidemark.Graph.Codecs.Objects;
using Tidemark.Graph.Shapes;

namespace Tidemark.Graph.Codecs.Collections;

/// <summary>
/// Handlers of events. Bytes cannot carry them, and need not if whoever subscribed does something after it is read: it subscribes again.
/// </summary>
internal static class Subscribers
{
    /// <summary>Whether all handlers may be left out.</summary>
    public static bool ComeAgain(Delegate? handlers) => OwnerOfFirstLost(handlers) is null;

    /// <summary>Who subscribed the first handler that would be lost; null if none would be.</summary>
    /// <param name="handlers">The handlers.</param>
    /// <param name="isOwn">Whether a target is one whose handlers the codec itself adds again.</param>
    public static Type? OwnerOfFirstLost(Delegate? handlers, Func<object?, bool>? isOwn = null)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            if (isOwn?.Invoke(handler.Target) != true && OwnerOf(handler) is var owner && !ReadingHooks.HasAfterOf(owner))
                return owner;
        }

        return null;
    }

    // A lambda that captures more than its object is a method of a class that the compiler made inside the object's class.
    private static Type OwnerOf(Delegate handler)
    {
        var owner = handler.Target?.GetType() ?? handler.Method.DeclaringType ?? typeof(object);
        while (owner.Name[0] == '<' && owner.DeclaringType is { } outer)
            owner = outer;
        return owner;
    }
}
