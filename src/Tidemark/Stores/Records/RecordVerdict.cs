namespace Tidemark.Stores;

/// <summary>What a decision comes to: an answer, with or without a change; or that it needs to know more first.</summary>
/// <typeparam name="T">What is answered.</typeparam>
public readonly record struct RecordVerdict<T>
{
    private RecordVerdict(T answer, RecordChange? change) => (Answer, Change) = (answer, change);

    /// <summary>The answer, once <see cref="Change"/> is written.</summary>
    public T Answer { get; }

    /// <summary>What to write; null for nothing.</summary>
    public RecordChange? Change { get; }

    /// <summary>If it is not the default value: the node whose life has to be known first.</summary>
    public NodeId Life { get; private init; }

    /// <summary>Whether the node of <see cref="Life"/> may be taken for alive if that cannot be learnt.</summary>
    public bool MayAssumeLife { get; private init; }

    /// <summary>If it is not null: newer than which version rows have to be known first.</summary>
    public StateVersion? Newer { get; private init; }

    /// <summary>Whether the record's guard has to be known first.</summary>
    public bool IsGuardNeeded { get; private init; }

    /// <summary>Whether there is an answer.</summary>
    public bool IsDone => Life == default && Newer is null && !IsGuardNeeded;

    /// <summary>An answer.</summary>
    public static RecordVerdict<T> Of(T answer, RecordChange? change = null) => new(answer, change);

    /// <summary>The life of a node has to be known first.</summary>
    /// <param name="node">The node.</param>
    /// <param name="mayAssume">Whether it may be taken for alive if that cannot be learnt.</param>
    public static RecordVerdict<T> NeedsLife(NodeId node, bool mayAssume = false) => new(default!, null) { Life = node, MayAssumeLife = mayAssume };

    /// <summary>The guard has to be known first.</summary>
    public static RecordVerdict<T> NeedsGuard() => new(default!, null) { IsGuardNeeded = true };

    /// <summary>Rows have to be known first.</summary>
    public static RecordVerdict<T> NeedsRows(StateVersion newer) => new(default!, null) { Newer = newer };
}
