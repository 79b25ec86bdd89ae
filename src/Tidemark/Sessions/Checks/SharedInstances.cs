using System.Collections;

namespace Tidemark;

/// <summary>Finds objects that are reachable from two attributes: each is stored on its own, so that they become two.</summary>
internal static class SharedInstances
{
    /// <summary>Tells the first object that two attributes share, with its path in each, for each two of them.</summary>
    public static void Find(
        AttributeForms forms, IEnumerable<AttributeSlot> slots, Action<(string Name, string Path), (string Name, string Path)> report)
    {
        var owners = new Dictionary<object, AttributeSlot>(ReferenceEqualityComparer.Instance);
        var told = new HashSet<(AttributeSlot, AttributeSlot)>();
        foreach (var slot in slots.OrderBy(slot => slot.Name, StringComparer.Ordinal))
        {
            if (slot.Live is not { IsImmutable: false } live)
                continue;
            foreach (var instance in live.InstancesOf(forms))
            {
                if (!HasIdentity(instance, forms) || owners.TryAdd(instance, slot))
                    continue;
                var owner = owners[instance];
                if (owner != slot && told.Add((owner, slot)) && owner.Live is { } other)
                    report((owner.Name, other.PathTo(instance)), (slot.Name, live.PathTo(instance)));
            }
        }
    }

    // The empty ones of the framework are one for all, and cannot change.
    private static bool HasIdentity(object instance, AttributeForms forms) =>
        instance is not (IList { Count: 0, IsFixedSize: true } or IList { Count: 0, IsReadOnly: true } or IDictionary { Count: 0, IsReadOnly: true })
        && !forms.IsImmutable(instance.GetType());
}
