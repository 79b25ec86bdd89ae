using Tidemark.Architecture.Tests.Reading;

namespace Tidemark.Architecture.Tests.Rules;

/// <summary>No banned member is used but under a licence, and no licence outlives its use.</summary>
internal static class BanRule
{
    public static IEnumerable<string> Check(IEnumerable<Use> uses, IReadOnlyList<Ban> bans, IReadOnlyList<Licence> licences)
    {
        var all = uses.ToList();
        var neighbours = all.ToLookup(use => (use.From, use.Method));
        var met = all.Where(use => bans.Any(ban => ban.Forbids(use, neighbours))).ToList();
        var breaches = met
            .Where(use => !licences.Any(licence => licence.Covers(use)))
            .Select(use => $"{use.From}.{use.Method} uses {use.Target}");
        var idle = licences
            .Where(licence => !met.Any(licence.Covers))
            .Select(licence => $"{licence.From} has a licence for {licence.Target} that it does not use");
        return breaches.Concat(idle);
    }
}
