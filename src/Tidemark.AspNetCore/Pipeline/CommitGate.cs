using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Tidemark.AspNetCore;

/// <summary>
/// Stands before the server's response body. The first thing that would make the response start waits for the commit; if the commit
/// fails it throws, while the response can still become an error. From then on every call goes straight through, unless the session was changed since:
/// what is answered is stored first, and others may have the session meanwhile.
/// </summary>
/// <remarks>
/// Why not Response.OnStarting alone: docs/decisions/0004-commit-gate.md. Why nothing waits that could leave:
/// docs/decisions/0019-nothing-waits-in-the-gate.md.
/// </remarks>
internal sealed class CommitGate(IHttpResponseBodyFeature inner, RequestSession request) : PipeWriter, IHttpResponseBodyFeature
{
    private StagedBytes? _staged;
    private GatedStream? _stream;
    private bool _completed;
    private Exception? _completedWith;

    /// <summary>Whether bytes may have left, so that the answer can no longer be exchanged.</summary>
    public bool IsOpen { get; private set; }

    public IHttpResponseBodyFeature Inner => inner;

    public Stream Stream => _stream ??= new GatedStream(this, inner);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => inner.Writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => IsDirect ? inner.Writer.UnflushedBytes : _staged?.Length ?? 0;

    /// <summary>Whether what has passed can still be taken back: a component further out keeps it in memory.</summary>
    public bool CanTakeBack => inner.Stream.CanSeek;

    // A read-only request has no commit that could fail: nothing needs to be staged.
    private bool IsDirect => IsOpen || !request.Access.Writes();

    /// <summary>Whether what is sent now may leave as it is.</summary>
    public bool IsClear => IsOpen && !request.IsMessageDue;

    /// <summary>Commits what has not been, and lets what was staged pass.</summary>
    public ValueTask OpenAsync() => IsClear ? default : IsOpen ? request.Messages.EndAsync() : CommitAndPassAsync();

    /// <summary>Lets everything pass from now on, in the order it was written.</summary>
    public void Pass()
    {
        if (IsOpen)
            return;
        IsOpen = true;
        request.TryKeepPersonal();
        _staged?.MoveTo(inner.Writer);
        if (_completed)
            inner.Writer.Complete(_completedWith);
    }

    /// <summary>Drops what was staged: another answer takes its place.</summary>
    public void Forget() => _staged?.Forget();

    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        IsDirect ? inner.Writer.GetMemory(sizeHint) : (_staged ??= new StagedBytes()).GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) =>
        IsDirect ? inner.Writer.GetSpan(sizeHint) : (_staged ??= new StagedBytes()).GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (IsDirect)
            inner.Writer.Advance(bytes);
        else
            (_staged ??= new StagedBytes()).Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        IsClear ? inner.Writer.FlushAsync(cancellationToken) : OpenAndFlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        IsClear ? inner.Writer.WriteAsync(source, cancellationToken) : OpenAndWriteAsync(source, cancellationToken);

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

    async Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken)
    {
        await OpenAsync();
        await inner.StartAsync(cancellationToken);
    }

    async Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken)
    {
        await OpenAsync();
        await inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    async Task IHttpResponseBodyFeature.CompleteAsync()
    {
        await OpenAsync();
        await inner.CompleteAsync();
    }

    void IHttpResponseBodyFeature.DisableBuffering() => inner.DisableBuffering();

    private async ValueTask CommitAndPassAsync()
    {
        if (!request.IsUsed)
        {
            Pass();
            return;
        }

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
        await OpenAsync();
        return await inner.Writer.WriteAsync(source, cancellationToken);
    }
}
