using Tidemark.Stores;

namespace Tidemark.Testing;

/// <summary>What goes wrong with one call of a <see cref="FaultyStore"/>.</summary>
public abstract record StoreFault
{
    private StoreFault()
    {
    }

    /// <summary>Nothing: the call goes through. Fills a place in a script.</summary>
    public static StoreFault None { get; } = new Delay(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>The call never reaches the store, and fails.</summary>
    public static StoreFault RequestLost { get; } = new Loss(false);

    /// <summary>The store does what was asked, but the call fails.</summary>
    public static StoreFault AnswerLost { get; } = new Loss(true);

    /// <summary>The store does certainly not do what was asked, and says so: it is full, or may not write.</summary>
    public static StoreFault Refused { get; } = new Refusal(() => new StoreRefusedException("The store refused, as the test's script says."));

    /// <summary>The same, for a moment.</summary>
    public static StoreFault RefusedForNow { get; } = new Refusal(
        () => new StoreRefusedException("The store refused for now, as the test's script says.") { MayPassSoon = true });

    /// <summary>What the store has of the session is damaged, as it says.</summary>
    public static StoreFault Damaged { get; } = new Refusal(() => new UnreadableStateException("This record is damaged, as the test's script says."));

    /// <summary>The call reaches the store late.</summary>
    public static StoreFault RequestLate(TimeSpan delay) => new Delay(delay, TimeSpan.Zero);

    /// <summary>The store does what was asked, and the answer comes late.</summary>
    public static StoreFault AnswerLate(TimeSpan delay) => new Delay(TimeSpan.Zero, delay);

    internal sealed record Loss(bool Applied) : StoreFault;

    internal sealed record Refusal(Func<StoreException> Make) : StoreFault;

    internal sealed record Delay(TimeSpan Before, TimeSpan After) : StoreFault;
}
