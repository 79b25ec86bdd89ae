using Microsoft.Extensions.Logging;
using Tidemark.Diagnostics;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>
/// What the applications of a node do that they will not like: told once for each session, attribute and kind. Only where it is wanted, for it
/// costs what the rest of the library saves. Never fails, and changes nothing. Safe for all threads.
/// </summary>
internal sealed class WrongUse(ILogger log)
{
    private const int MostReported = 4_096;
    private const int MostLeft = 64;
    private const int PathsTold = 3;

    // Guards what follows.
    private readonly Lock _gate = new();
    private readonly HashSet<Report> _reported = [];
    private readonly Queue<Report> _order = [];
    private readonly Queue<Leftover> _left = [];

    public void ReadAndChanged(StateKey key, string attribute, string purpose, IReadOnlyList<string> paths)
    {
        if (IsNew(new Report(key, nameof(ReadAndChanged), attribute)))
            log.ReadAndChanged(purpose, attribute, key, Told(paths));
    }

    /// <param name="key">Whose.</param>
    /// <param name="attribute">Which.</param>
    /// <param name="paths">Where it changed.</param>
    /// <param name="consequence">What becomes of the change.</param>
    public void ChangedTooLate(StateKey key, string attribute, IReadOnlyList<string> paths, string consequence)
    {
        if (IsNew(new Report(key, nameof(ChangedTooLate), attribute)))
            log.ChangedTooLate(attribute, key, Told(paths), consequence);
    }

    public void Shared(StateKey key, (string Name, string Path) one, (string Name, string Path) other)
    {
        if (IsNew(new Report(key, nameof(Shared), $"{one.Name}\n{other.Name}")))
            log.SharedInstance(one.Name, other.Name, key, Told([one.Path]), Told([other.Path]));
    }

    /// <param name="key">Whose.</param>
    /// <param name="attribute">Which.</param>
    /// <param name="holder">Who had it.</param>
    /// <param name="purpose">Who waited.</param>
    /// <param name="waited">For how long.</param>
    public void HeldLong(StateKey key, string attribute, string holder, string purpose, TimeSpan waited)
    {
        if (IsNew(new Report(key, nameof(HeldLong), $"{attribute}\n{holder}")))
            log.HeldLong(purpose, waited, attribute, key, holder);
    }

    /// <param name="key">Whose.</param>
    /// <param name="purpose">Who dropped it.</param>
    /// <param name="dropped">Names of attributes, and what else.</param>
    public void Dropped(StateKey key, string purpose, IReadOnlyList<string> dropped)
    {
        if (IsNew(new Report(key, nameof(Dropped), $"{purpose}\n{string.Join(',', dropped)}")))
            log.NeverCommitted(purpose, key, Told(dropped));
    }

    /// <summary>What another build stored has no value for a member that must not be null, and neither has its type.</summary>
    public void Unset(string attribute, string member)
    {
        if (IsNew(new Report(default, nameof(Unset), $"{attribute}\n{member}")))
            log.UnsetMember(attribute, member);
    }

    /// <summary>A look at live objects may meet a thread that is changing them. What the application's code says may hold payload.</summary>
    public void Failed(Exception cause) => log.CheckFailed(cause.GetType().Name);

    /// <summary>Remembers objects of a request that has ended, which no session has any more.</summary>
    public void Leave(Leftover leftover)
    {
        lock (_gate)
        {
            if (_left.Count == MostLeft)
                _left.Dequeue();
            _left.Enqueue(leftover);
        }
    }

    /// <summary>Forgets objects that a session has again.</summary>
    public void TakeBack(Predicate<Leftover> which)
    {
        lock (_gate)
        {
            if (!_left.Any(left => which(left)))
                return;
            Leftover[] others = [.. _left.Where(left => !which(left))];
            _left.Clear();
            foreach (var other in others)
                _left.Enqueue(other);
        }
    }

    public Leftover[] LeftOf(StateKey key)
    {
        lock (_gate)
            return _left.Count == 0 ? [] : [.. _left.Where(leftover => leftover.Key == key)];
    }

    private static string Told(IReadOnlyList<string> paths)
    {
        var told = string.Join(", ", paths.Take(PathsTold).Select(path => path.Length == 0 ? "the value itself" : path));
        return paths.Count > PathsTold ? $"{told} and more" : told;
    }

    private bool IsNew(Report report)
    {
        lock (_gate)
        {
            if (!_reported.Add(report))
                return false;
            _order.Enqueue(report);
            if (_order.Count > MostReported)
                _reported.Remove(_order.Dequeue());
            return true;
        }
    }

    private sealed record Report(StateKey Key, string Kind, string Attribute);
}

/// <summary>An object that an application got, and what it was when its request ended.</summary>
internal sealed record Leftover(StateKey Key, string Attribute, LiveValue Live, ReadOnlyMemory<byte> Bytes);
