using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.Load.Requests;

/// <summary>
/// GET requests of one client and their responses, one after the other: as much of them as an application needs, and as little as a server can do. What a
/// server like Kestrel uses again for the next request of a connection is used again here.
/// </summary>
internal sealed class PipelineRequest : PipeWriter, IHttpRequestFeature, IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly byte[] _body = new byte[256];
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private readonly FeatureList _features = new();
    private int _length;

    public IFeatureCollection Features => _features;

    public string Protocol { get; set; } = "HTTP/1.1";

    public string Scheme { get; set; } = "http";

    public string Method { get; set; } = "GET";

    public string PathBase { get; set; } = "";

    public string Path { get; set; } = "";

    public string QueryString { get; set; } = "";

    public string RawTarget { get; set; } = "";

    Stream IHttpRequestFeature.Body { get; set; } = Stream.Null;

    Stream IHttpResponseFeature.Body { get; set; } = Stream.Null;

    IHeaderDictionary IHttpRequestFeature.Headers { get; set; } = new HeaderDictionary();

    IHeaderDictionary IHttpResponseFeature.Headers { get; set; } = new HeaderDictionary();

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public bool HasStarted { get; private set; }

    public Stream Stream => field ??= AsStream();

    public PipeWriter Writer => this;

    /// <summary>What the application answered.</summary>
    public ReadOnlySpan<byte> Answer => _body.AsSpan(0, _length);

    /// <summary>The next request begins.</summary>
    public void Begin(string path, string? cookie)
    {
        _features.Clear();
        _features.Set<IHttpRequestFeature>(this);
        _features.Set<IHttpResponseFeature>(this);
        _features.Set<IHttpResponseBodyFeature>(this);
        (Path, RawTarget, PathBase, QueryString) = (path, path, "", "");
        (StatusCode, ReasonPhrase, HasStarted, _length) = (StatusCodes.Status200OK, null, false, 0);
        ((IHttpRequestFeature)this).Headers.Clear();
        ((IHttpResponseFeature)this).Headers.Clear();
        if (cookie is not null)
            ((IHttpRequestFeature)this).Headers.Cookie = cookie;
    }

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
            return Task.CompletedTask;
        if (_starting.Count > 0)
            return RunAndStartAsync();
        HasStarted = true;
        return Task.CompletedTask;
    }

    /// <summary>The application has returned.</summary>
    public async Task EndAsync()
    {
        await StartAsync();
        while (_completed.TryPop(out var last))
            await last.Callback(last.State);
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nothing here answers with files.");

    Task IHttpResponseBodyFeature.CompleteAsync() => StartAsync();

    public override void Advance(int bytes) => _length += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _body.AsMemory(_length);

    public override Span<byte> GetSpan(int sizeHint = 0) => _body.AsSpan(_length);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        HasStarted ? default : StartAndFlushAsync();

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    private async ValueTask<FlushResult> StartAndFlushAsync()
    {
        await StartAsync();
        return default;
    }

    private async Task RunAndStartAsync()
    {
        while (_starting.TryPop(out var last))
            await last.Callback(last.State);
        HasStarted = true;
    }
}
