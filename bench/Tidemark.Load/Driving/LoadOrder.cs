namespace Tidemark.Load.Driving;

/// <summary>Requests to send for a while.</summary>
/// <param name="Targets">The processes. With several, the requests of a session go to them in turn.</param>
/// <param name="Path">What to ask for.</param>
/// <param name="Cookies">The sessions, each by its cookie.</param>
/// <param name="Duration">For how long; whole seconds.</param>
internal sealed record LoadOrder(IReadOnlyList<Uri> Targets, string Path, IReadOnlyList<string> Cookies, TimeSpan Duration)
{
    /// <summary>How many requests are on their way at any time.</summary>
    public const int Connections = 32;
}

/// <summary>What came back.</summary>
/// <param name="Answers">Requests that were answered.</param>
/// <param name="Failures">How many of them, or of the connections, went wrong.</param>
/// <param name="MostUnheard">How many more may have been sent, whose answers nobody waited for.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record LoadResult(long Answers, long Failures, int MostUnheard, TimeSpan Elapsed)
{
    public double Rate => Answers / Elapsed.TotalSeconds;
}
