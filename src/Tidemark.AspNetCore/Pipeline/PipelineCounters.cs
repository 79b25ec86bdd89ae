using System.Diagnostics.Metrics;

namespace Tidemark.AspNetCore;

/// <summary>What operators count on the way between browser and session.</summary>
internal sealed class PipelineCounters(IMeterFactory meters)
{
    private readonly Meter _meter = meters.Create("Tidemark");
    private Counter<long>? _malformed;
    private Counter<long>? _failedOpens;
    private Counter<long>? _failedCommits;

    public Counter<long> MalformedIds => _malformed ??=
        _meter.CreateCounter<long>("tidemark.http.malformed_ids", "{request}", "Requests with a cookie that was never issued here.");

    public Counter<long> FailedOpens => _failedOpens ??=
        _meter.CreateCounter<long>("tidemark.http.failed_opens", "{request}", "Requests whose session could not be opened.");

    public Counter<long> FailedCommits => _failedCommits ??=
        _meter.CreateCounter<long>("tidemark.http.failed_commits", "{request}", "Requests whose changes could not be committed.");
}
