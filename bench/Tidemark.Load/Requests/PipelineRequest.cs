using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.Load.Requests;

/// <summary>A GET request and its response: as much of them as an application needs, and as little as a server can do.</summary>
internal sealed class PipelineRequest : PipeWriter, IHttpRequestFeature, IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly byte[] _body = new byte[256];
    private Stack<(Func<object, Task> Callback, object State)>? _starting;
    private Stack<(Func<object, Task> Callback, object State)>? _completed;
    private int _length;

    public PipelineRequest(string path, string? cookie)
    {
        (Path, RawTarget) = (path, path);
        if (cookie is not null)
            ((IHttpRequestFeature)this).Headers.Cookie = cookie;
        Features.Set<IHttpRequestFeature>(this);
        Features.Set<IHttpResponseFeature>(this);
        Features.Set<IHttpResponseBodyFeature>(this);
    }

    public IFeatureCollection Features { get; } = new FeatureCollection(initialCapacity: 12);

    public string Protocol { get; set; } = "HTTP/1.1";

    public string Scheme { get; set; } = "http";

    public string Method { get; set; } = "GET";

    public string PathBase { get; set; } = "";

    public string Path { get; set; }

    public string QueryString { get; set; } = "";

    public string RawTarget { get; set; }

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

    public void OnStarting(Func<object, Task> callback, object state) => (_starting ??= new()).Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => (_completed ??= new()).Push((callback, state));

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
            return Task.CompletedTask;
        return _starting is { Count: > 0 } starting ? StartAsync(starting) : Started();
    }

    /// <summary>The application has returned.</summary>
    public async Task EndAsync()
    {
        await StartAsync();
        while (_completed is not null && _completed.TryPop(out var last))
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

    private async Task StartAsync(Stack<(Func<object, Task> Callback, object State)> starting)
    {
        while (starting.TryPop(out var last))
            await last.Callback(last.State);
        HasStarted = true;
    }

    private Task Started()
    {
        HasStarted = true;
        return Task.CompletedTask;
    }
}
