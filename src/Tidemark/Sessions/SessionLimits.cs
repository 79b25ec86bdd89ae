using Tidemark.Stores;

namespace Tidemark;

/// <summary>The caps on what one session may store: checked where the application sets a value, and again at a commit for what grew.</summary>
internal sealed class SessionLimits(TidemarkOptions options)
{
    /// <summary>Before an attribute is added or replaced by <paramref name="size"/> bytes; 0 if its size is not known yet.</summary>
    public void CheckSet(StateHold hold, string name, int size)
    {
        var current = hold.State.Find(name, hold.Viewer);
        var (count, total) = hold.State.Measure(hold.Viewer);
        if (current is null && count >= options.MaxAttributes)
        {
            throw Refuse(
                name,
                $"the session has {count} attributes, and may have {options.MaxAttributes} (TidemarkOptions.MaxAttributes)",
                "Nothing was changed. Keep related values in one object, or raise the limit.");
        }

        CheckSize(name, size, "Nothing was changed.");
        CheckSession(name, total, total - (current?.Size ?? 0) + size, "Nothing was changed.");
    }

    /// <summary>Before a commit: objects may have grown since they were set.</summary>
    public void CheckCommit(StateHold hold, IReadOnlyList<Difference> differences)
    {
        const string Stays = "Nothing was stored; what was stored before stays.";
        var largest = ("", 0);
        foreach (var difference in differences)
        {
            // What counts is how long the value is, not how little of it is sent.
            var length = difference is PatchedValue patch ? patch.LengthAfter : difference.Size;
            CheckSize(difference.Name, length, Stays);
            if (length > largest.Item2)
                largest = (difference.Name, length);
        }

        CheckSession(largest.Item1, hold.State.StoredSize, hold.State.Measure(hold.Viewer).Size, Stays);
    }

    private void CheckSize(string name, int size, string consequence)
    {
        if (size <= options.MaxAttributeBytes)
            return;
        throw Refuse(
            name,
            $"it takes {size} bytes encoded, and may take {options.MaxAttributeBytes} (TidemarkOptions.MaxAttributeBytes)",
            $"{consequence} Keep large data elsewhere and its key in the session, split it, or raise the limit.");
    }

    private void CheckSession(string name, long before, long size, string consequence)
    {
        // A session that is over the limit because the limit was lowered may still shrink.
        if (size <= options.MaxSessionBytes || size <= before)
            return;
        throw Refuse(
            name,
            $"with it the session takes {size} bytes encoded, and may take {options.MaxSessionBytes} (TidemarkOptions.MaxSessionBytes)",
            $"{consequence} Remove what is no longer needed, or raise the limit.");
    }

    private static SessionAttributeException Refuse(string name, string why, string remedy) =>
        new($"The attribute '{name}' is too much for its session: {why}. {remedy}", name);
}
