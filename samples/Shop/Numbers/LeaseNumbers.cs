namespace Shop.Numbers;

/// <summary>What an app server counted, in requests and between them: a lease may be asked back when no request runs.</summary>
/// <param name="CallsByVerb">Calls of the store, retries included.</param>
/// <param name="Recalls">Leases that the store asked back.</param>
/// <param name="Grants">Leases that were granted; the other acquires were asked again, because another app server still had the session.</param>
/// <param name="HandOvers">Leases that came after another app server's.</param>
/// <param name="Refusals">Requests that did not get their session, or an attribute of it, in time.</param>
public sealed record LeaseNumbers(IReadOnlyDictionary<string, long> CallsByVerb, long Recalls, long Grants, long HandOvers, long Refusals)
{
    private static readonly string[] Verbs = ["acquire", "commit", "release", "read"];

    /// <summary>Calls about one session.</summary>
    public long Calls => CallsByVerb.Where(call => IsOfSession(call.Key)).Sum(call => call.Value);

    /// <summary>Acquires that only waited. How many there are is for the machine to say: the busier it is, the more.</summary>
    public long AskedAgain => Math.Max(0, CallsOf("acquire") - Grants);

    /// <summary>Calls that a node makes for all its sessions at once, or for itself.</summary>
    public long Upkeep => CallsByVerb.Values.Sum() - Calls;

    public static bool IsOfSession(string verb) => Verbs.Contains(verb);

    public static LeaseNumbers Sum(IReadOnlyCollection<LeaseNumbers> all) => new(
        all.SelectMany(one => one.CallsByVerb).GroupBy(call => call.Key)
            .ToDictionary(verb => verb.Key, verb => verb.Sum(call => call.Value)),
        all.Sum(one => one.Recalls), all.Sum(one => one.Grants), all.Sum(one => one.HandOvers), all.Sum(one => one.Refusals));

    public long CallsOf(string verb) => CallsByVerb.GetValueOrDefault(verb);
}
