using Tidemark.Leases;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Puts the commits of one request together: on what they build, whose the session is then, and whether its end is to be told.</summary>
internal sealed class CommitSteps(SessionNode node, StateHold hold, string purpose)
{
    public CommitStep Change(LocalSession place, Turn turn, IReadOnlyList<Difference> differences, SessionTerms terms, AfterCommit then) =>
        new(Request(turn, differences, terms, then, node.Events.AreHeard), place, turn) { Binding = terms.Binding };

    /// <summary>The end of the session.</summary>
    public CommitStep End(LocalSession place, Turn turn) =>
        new(Request(turn, [], default, AfterCommit.End, node.Events.AreHeard), place, turn);

    /// <summary>The end of one id of a session that goes on under another: nobody is told.</summary>
    public CommitStep EndUntold(LocalSession place, Turn turn) =>
        new(Request(turn, [], default, AfterCommit.End, isTold: false), place, turn);

    /// <summary>A new session; null if there is one of this id.</summary>
    public CommitStep? Creation(SessionId newId, IReadOnlyList<Difference> attributes, Lifetime lifetime, UserBinding? binding)
    {
        // Nobody else can know the new id yet, so that its turn is free.
        if (node.Leases.Sessions.EnterUnleased(node.KeyOf(newId), !hold.IsShared, purpose) is not (var place, var turn))
            return null;
        var request = new CommitRequest(
            place.Key, node.Leases.Node, LeaseToken.None, StateVersion.None, CommitId.New(), attributes, lifetime, AfterCommit.Keep, purpose)
        {
            User = binding?.User ?? hold.State.User,
            TellsEnd = node.Events.AreHeard,
        };
        return new CommitStep(request, place, turn) { NewId = newId, Binding = binding };
    }

    // Whose it is and how long it lives is said as late as this: another request may have said otherwise while this one waited for its turn.
    private CommitRequest Request(
        Turn turn, IReadOnlyList<Difference> differences, SessionTerms terms, AfterCommit then, bool isTold) => new(
        hold.State.Key, node.Leases.Node, turn.Lease!.Token, hold.State.Version, CommitId.New(), differences,
        terms.LifetimeOn(hold.State.Lifetime), then, purpose)
        {
            User = terms.User ?? hold.State.User,
            TellsEnd = isTold,
        };
}
