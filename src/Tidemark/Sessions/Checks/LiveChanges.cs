using Tidemark.Graph;

namespace Tidemark;

/// <summary>What has changed in a live value since it was written, for those who look without wanting to store it.</summary>
internal static class LiveChanges
{
    /// <summary>Where the value is not what the bytes say; null if it is the same. An empty path if nobody can say where.</summary>
    public static IReadOnlyList<string>? In(LiveValue live, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return live.Compare(bytes) is not { } comparison ? [""] : comparison.IsSame ? null : comparison.Changes;
        }
        catch (GraphException noState)
        {
            return [noState.Path];
        }
    }

    /// <summary>Whether the value is its own bytes: a serialiser may write it differently each time, though nobody changes it.</summary>
    public static bool IsSteady(LiveValue live, out byte[] bytes)
    {
        bytes = live.Encode();
        return live.IsSameAs(bytes);
    }
}
