using System.Security.Cryptography;

namespace Tidemark.Leases;

/// <summary>Spreads times, so that those who were stopped together do not come back together.</summary>
internal static class Jitter
{
    private const int Steps = 1_000;

    public static TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * RandomNumberGenerator.GetInt32(Steps + 1) / Steps);
}
