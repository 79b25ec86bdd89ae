using Tidemark.Graph;

namespace Tidemark;

/// <summary>The bytes of a <see cref="StoredValue"/> as far as they are put together: a base, and the patches that are still to be applied to it.</summary>
internal sealed record StoredContent(ReadOnlyMemory<byte> Base, Patch[] Patches)
{
    /// <summary>How many bytes the value has, as the last patch tells.</summary>
    public int Length => Patches is [.., var last] ? last.LengthAfter : Base.Length;

    /// <summary>With one patch more, unless it cannot be read or is for another value.</summary>
    public bool TryAppend(ReadOnlyMemory<byte> bytes, int longest, out string fault, out StoredContent longer)
    {
        (fault, longer) = ("", this);
        try
        {
            var patch = Patch.Read(bytes, longest);
            if (patch.BaselineLength == Length)
                longer = this with { Patches = [.. Patches, patch] };
            else
                fault = $"A patch is for {patch.BaselineLength} bytes, and there are {Length}.";
        }
        catch (GraphFormatException unreadable)
        {
            fault = unreadable.Message;
        }

        return fault.Length == 0;
    }
}
