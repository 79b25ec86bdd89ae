namespace Tidemark.Architecture.Tests.Rules;

/// <summary>How a rule speaks when it was broken.</summary>
internal static class Verdict
{
    /// <summary>Fails with every breach, and with what to do.</summary>
    public static void None(IEnumerable<string> breaches, string remedy)
    {
        var all = breaches.Distinct().Order(StringComparer.Ordinal).ToList();
        if (all.Count > 0)
            Assert.Fail($"{all.Count} breach(es). {remedy}\n  " + string.Join("\n  ", all));
    }
}
