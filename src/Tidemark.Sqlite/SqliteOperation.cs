namespace Tidemark.Sqlite;

/// <summary>One verb on its way through the writer: waiting, then either cancelled or begun; what is begun comes to its end.</summary>
internal abstract class SqliteOperation(string verb)
{
    /// <summary>What the verb does, as it follows "could not".</summary>
    public string Verb { get; } = verb;

    /// <summary>Begins, unless it was cancelled before.</summary>
    public abstract bool Begin();

    /// <summary>Does its part of the batch's transaction. May be called again when the batch is undone.</summary>
    public abstract void Apply(SqliteTables tables, DateTimeOffset now);

    /// <summary>Answers: the transaction is committed.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>An operation that answers with a <typeparamref name="T"/>.</summary>
internal sealed class SqliteOperation<T> : SqliteOperation
{
    private readonly Func<SqliteTables, DateTimeOffset, T> _body;
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;
    private int _left;
    private T? _result;

    public SqliteOperation(string verb, Func<SqliteTables, DateTimeOffset, T> body, CancellationToken cancellationToken) : base(verb)
    {
        (_body, _cancellationToken) = (body, cancellationToken);
        _registration = cancellationToken.UnsafeRegister(static operation => ((SqliteOperation<T>)operation!).Cancel(), this);
    }

    public Task<T> Completion => _completion.Task;

    public override bool Begin()
    {
        if (!LeaveQueue())
            return false;
        _registration.Dispose();
        return true;
    }

    public override void Apply(SqliteTables tables, DateTimeOffset now) => _result = _body(tables, now);

    public override void Complete() => _completion.SetResult(_result!);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    private void Cancel()
    {
        if (LeaveQueue())
            _completion.SetCanceled(_cancellationToken);
    }

    // Either the writer or the canceller takes the operation out, never both.
    private bool LeaveQueue() => Interlocked.Exchange(ref _left, 1) == 0;
}
