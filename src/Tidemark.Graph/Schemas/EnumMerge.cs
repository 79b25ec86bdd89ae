using Tidemark.Graph.Forms;

namespace Tidemark.Graph.Schemas;

/// <summary>
/// An enum that has the members of two builds. Its numbers are those of one build if that has all names, else this build's, and beyond those of
/// any enum for names that only the writer knows: names decide, whatever the numbers.
/// </summary>
internal static class EnumMerge
{
    // No number beneath an enum of the application reaches here.
    private const int FirstFreeBit = 64;
    private const int FreeBits = 63;

    public static Definition Of(Definition written, Definition own)
    {
        if (written.EnumMembers.Count == 0)
            return own;
        var (theirs, ours) = (NumbersOf(written), NumbersOf(own));
        if (ours.Keys.All(theirs.ContainsKey) && written.Part == own.Part && written.Traits == own.Traits && ComesBack(own, written))
            return written;
        return theirs.Keys.All(ours.ContainsKey) ? own : Union(own with { Traits = own.Traits | written.Traits }, theirs, ours);
    }

    private static Definition Union(Definition own, Dictionary<string, Int128> theirs, Dictionary<string, Int128> ours)
    {
        var isFlags = own.Traits.HasFlag(DefinitionTraits.Flags);
        var known = new Dictionary<Int128, Int128>();
        foreach (var (name, number) in ours)
        {
            if (theirs.TryGetValue(name, out var theirNumber))
                known.TryAdd(theirNumber, number);
        }

        var members = ours.Select(pair => new EnumMember(pair.Key, pair.Value)).ToList();
        var added = 0;
        foreach (var (name, number) in theirs.Where(pair => !ours.ContainsKey(pair.Key)))
        {
            if (!known.TryGetValue(number, out var merged))
            {
                if (isFlags && added == FreeBits)
                    return own;
                known[number] = merged = isFlags ? Int128.One << (FirstFreeBit + added) : (Int128.One << FirstFreeBit) + added;
                added++;
            }

            members.Add(new EnumMember(name, merged));
        }

        return own with { Part = typeof(Int128).FullName!, EnumMembers = [.. members.OrderBy(member => member.Name, StringComparer.Ordinal)] };
    }

    // Whether every member of this build is still that member after it was written with the writer's numbers.
    private static bool ComesBack(Definition own, Definition written)
    {
        var (mine, theirs) = (FormOf(own), FormOf(written));
        var (there, back) = (new EnumMap(mine, theirs), new EnumMap(theirs, mine));
        foreach (var member in own.EnumMembers)
        {
            var number = NumberConversion.Convert(member.Number, mine.Codec!.Type)!;
            if (there.Convert(number) is not { } theirNumber || !number.Equals(back.Convert(theirNumber)))
                return false;
        }

        return true;
    }

    private static Form FormOf(Definition definition) =>
        new FormScope(new Dictionary<string, Definition>(StringComparer.Ordinal) { [definition.Name] = definition }).FormOf(definition.Name);

    private static Dictionary<string, Int128> NumbersOf(Definition definition) =>
        definition.EnumMembers.ToDictionary(member => member.Name, member => member.Number, StringComparer.Ordinal);
}
