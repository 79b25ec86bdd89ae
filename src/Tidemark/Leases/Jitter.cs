using System.Security.Cryptography;

namespace Tidemark.Leases;

/// <summary>Spreads times, so that those who were stopped together do not come back together.</summary>
internal static class Jitter
{
    private const int Steps = 1_000;

    [ThreadStatic]
    private static Func<int, int>? _planted;

    /// <summary>
    /// What a simulation draws from on its one thread, so that a seed repeats a run: a number from zero up to, and without, its argument.
    /// Null, outside simulations: the system's random source.
    /// </summary>
    internal static Func<int, int>? Planted
    {
        get => _planted;
        set => _planted = value;
    }

    public static TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Next(Steps + 1) / Steps);

    private static int Next(int end) => _planted is { } planted ? planted(end) : RandomNumberGenerator.GetInt32(end);
}
