namespace Tidemark.Stores;

/// <summary>
/// Decides what becomes of one record: a pure function of what was loaded. It is neither given a clock nor does it wait, and it may be run more than once for
/// one call, as transactions with optimistic concurrency are (see Kung and Robinson, "On Optimistic Methods for Concurrency Control", 1981).
/// </summary>
/// <typeparam name="T">What is answered once it is written.</typeparam>
public abstract class RecordDecision<T>
{
    /// <summary>What the decision is about, as it follows "could not" in a message.</summary>
    public abstract string Verb { get; }

    /// <summary>Which rows of values to load with the record: those newer than this. Null for none.</summary>
    public virtual StateVersion? Newer => null;

    /// <summary>
    /// Whether a node of which <see cref="RecordVerdict{T}.Life"/> is asked shall be left word that this record is asked for, by a store that keeps that apart.
    /// </summary>
    public virtual bool LeavesWord => false;

    /// <summary>
    /// Whether <see cref="LoadedRecord.Guard"/> is wanted from the start. A decision can also ask for it once it sees that it is needed.
    /// </summary>
    public virtual bool IsGuarded => false;

    /// <summary>How likely it is to change something. A hint to engines to which reading is cheaper than writing.</summary>
    public virtual RecordAccess Access => RecordAccess.Change;

    /// <summary>What it asks for, if it is something usual, which an engine may do by itself; else null. Made anew each time.</summary>
    public virtual UsualRequest? Usual => null;

    /// <summary>Answers once an engine has done what is <see cref="Usual"/> by itself.</summary>
    /// <param name="after">
    /// After a <see cref="UsualGrant"/>: the record, whose commits and leases need not be there, and the rows that the node does not know.
    /// </param>
    public virtual T AnswerUsual(in LoadedRecord after) => throw new NotSupportedException("Nothing of this decision is usual.");

    /// <summary>Decides.</summary>
    /// <exception cref="UnfitRecordException">The record is not one to decide on, such as a damaged one that the decision is not to remove.</exception>
    public abstract RecordVerdict<T> Decide(in LoadedRecord loaded);
}

/// <summary>How likely a decision is to change something.</summary>
public enum RecordAccess
{
    /// <summary>It does, as a rule.</summary>
    Change,

    /// <summary>It may; but if there is no such record, as is likely, it does not: whoever has to take a lock for writing does well to look before.</summary>
    LookFirst,

    /// <summary>It never does.</summary>
    Read,
}
