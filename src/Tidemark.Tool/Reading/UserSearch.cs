using System.Text;

namespace Tidemark.Tool.Reading;

/// <summary>The sessions of a user, by the name that the application gives.</summary>
internal sealed class UserSearch(OpenStore open)
{
    public async Task<IReadOnlyList<SessionFacts>> FindAsync(string user, CancellationToken cancellationToken)
    {
        var key = KeyOf(user);
        var found = new List<SessionFacts>();
        foreach (var entry in await open.Store.ListUserAsync(key, cancellationToken))
        {
            try
            {
                // The list only says where to look.
                if (await open.Store.InspectAsync(entry.Session, cancellationToken) is { IsOver: false } session && session.Record.User == key)
                    found.Add(SessionFacts.Of(entry.Session, session));
            }
            catch (UnreadableStateException)
            {
                throw new ToolException(
                    ExitCode.Damaged,
                    $"{open.Choice}: session {entry.Session} in the list of this user is damaged. "
                    + $"'tidemark sessions end {SessionReference.Of(entry.Session)}' removes it.");
            }
        }

        return found;
    }

    private UserKey KeyOf(string user)
    {
        if (user.Length == 0)
            throw ToolException.WrongUse("The user's name is empty: say what the application gives to Session.BindUserAsync.");
        return UserKey.From(open.Choice.NeedApplication("A user"), user, Encoding.UTF8.GetBytes(open.Choice.UserSecret ?? ""));
    }
}
