namespace Tidemark;

/// <summary>What one request does with one session: its hold on it, the attributes it gets, and what it wants changed.</summary>
internal sealed class HeldSession
{
    public HeldSession(SessionNode node, StateHold hold)
    {
        Hold = hold;
        Changes = new SessionChanges(node, hold, hold.Purpose);
        Attributes = new SessionAttributes(node, hold);
    }

    public StateHold Hold { get; }

    public SessionChanges Changes { get; }

    public SessionAttributes Attributes { get; }

    /// <summary>The request is about to drop what it has not committed. What a commit was refused, or not answered, was reported then.</summary>
    public void WarnIfUncommitted()
    {
        if (Hold.Checks is { } checks && Hold.Loss is null && !Hold.Commits.IsUnsettled)
            checks.Dropping(Changes.Describe);
    }

    /// <summary>The request is over. Does not fail.</summary>
    public ValueTask CloseAsync()
    {
        Hold.Checks?.Close();
        if (Hold.TryResume() || Hold.Place is null)
            Hold.Touched.Forget();
        return Hold.CloseAsync();
    }
}
