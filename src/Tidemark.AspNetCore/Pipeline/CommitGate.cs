using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore;

/// <summary>
/// Stands before the server's response body. The first thing that would make the response start waits for the commit; if the commit
/// fails it throws, while the response can still become an error. From then on every call goes straight through. A small body of which nothing is
/// missing waits for the handler's end instead.
/// </summary>
/// <remarks>Why not Response.OnStarting alone: docs/decisions/0004-commit-gate.md. Why whole bodies wait: docs/decisions/0018-whole-bodies-wait.md.</remarks>
internal sealed class CommitGate(IHttpResponseBodyFeature inner, RequestSession request) : PipeWriter, IHttpResponseBodyFeature
{
    /// <summary>The longest body that waits for the handler's end, in bytes.</summary>
    public const int LongestWaiting = 16 * 1024;

    private StagedBytes? _staged;
    private GatedStream? _stream;
    private bool _isWhole;
    private bool _completed;
    private Exception? _completedWith;

    /// <summary>Whether bytes may have left, so that the answer can no longer be exchanged.</summary>
    public bool IsOpen { get; private set; }

    public IHttpResponseBodyFeature Inner => inner;

    public Stream Stream => _stream ??= new GatedStream(this, inner);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => inner.Writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => IsOpen ? inner.Writer.UnflushedBytes : _staged?.Length ?? 0;

    /// <summary>Commits if that has not been done, then lets what was staged pass.</summary>
    public ValueTask OpenAsync() => IsOpen ? default : CommitAndPassAsync();

    /// <summary>The same, for more to write. After a whole body that can only be another answer in its place, such as an error page.</summary>
    public ValueTask OpenForMoreAsync()
    {
        if (_isWhole)
            Forget();
        return OpenAsync();
    }

    /// <summary>Lets everything pass from now on, in the order it was written.</summary>
    public void Pass()
    {
        if (IsOpen)
            return;
        IsOpen = true;

        // The headers of a whole body are gone if somebody cleared the response.
        if (_isWhole && LengthThatWaits != (_staged?.Length ?? 0))
            Forget();
        _staged?.MoveTo(inner.Writer);
        if (_completed)
            inner.Writer.Complete(_completedWith);
    }

    /// <summary>Drops what was staged: another answer takes its place.</summary>
    public void Forget()
    {
        _isWhole = false;
        _staged?.Forget();
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        IsOpen ? inner.Writer.GetMemory(sizeHint) : (_staged ??= new StagedBytes()).GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) =>
        IsOpen ? inner.Writer.GetSpan(sizeHint) : (_staged ??= new StagedBytes()).GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (IsOpen)
        {
            inner.Writer.Advance(bytes);
            return;
        }

        // As for OpenForMoreAsync.
        _staged ??= new StagedBytes();
        if (_isWhole && bytes > 0)
            _staged.Restart();
        _isWhole &= bytes == 0;
        _staged.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        IsOpen ? inner.Writer.FlushAsync(cancellationToken) : TryStage([]) ? default : OpenAndFlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        IsOpen ? inner.Writer.WriteAsync(source, cancellationToken) : TryStage(source.Span) ? default : OpenAndWriteAsync(source, cancellationToken);

    /// <summary>Takes the bytes in if with them the body is whole, so that nobody needs to wait for anything before the handler's end.</summary>
    public bool TryStage(ReadOnlySpan<byte> last)
    {
        var before = _isWhole && !last.IsEmpty ? 0 : _staged?.Length ?? 0;
        if (IsOpen || LengthThatWaits != before + last.Length)
            return false;
        if (!last.IsEmpty)
            this.Write(last);
        return _isWhole = true;
    }

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        if (IsOpen)
        {
            inner.Writer.Complete(exception);
            return;
        }

        _completed = true;
        _completedWith = exception;
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (exception is null)
            await OpenAsync();
        else
            Pass();
        await inner.Writer.CompleteAsync(exception);
    }

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken) =>
        !IsOpen && LengthThatWaits is not null ? Task.CompletedTask : OpenAndStartAsync(cancellationToken);

    async Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken)
    {
        await OpenForMoreAsync();
        await inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    async Task IHttpResponseBodyFeature.CompleteAsync()
    {
        await OpenAsync();
        await inner.CompleteAsync();
    }

    void IHttpResponseBodyFeature.DisableBuffering() => inner.DisableBuffering();

    private long? LengthThatWaits => request.Context.Response.ContentLength is <= LongestWaiting and var length ? length : null;

    private async Task OpenAndStartAsync(CancellationToken cancellationToken)
    {
        await OpenAsync();
        await inner.StartAsync(cancellationToken);
    }

    private async ValueTask CommitAndPassAsync()
    {
        await request.Commit.BeforeResponseAsync(LeaseAfter.Kept);
        Pass();
    }

    private async ValueTask<FlushResult> OpenAndFlushAsync(CancellationToken cancellationToken)
    {
        await OpenAsync();
        return await inner.Writer.FlushAsync(cancellationToken);
    }

    private async ValueTask<FlushResult> OpenAndWriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        await OpenForMoreAsync();
        return await inner.Writer.WriteAsync(source, cancellationToken);
    }
}
