using Microsoft.AspNetCore.SignalR;

namespace Tidemark.AspNetCore.Tests;

/// <summary>A hub whose methods have the session as a parameter, and which says good-bye by a service that has it.</summary>
internal sealed class InjectedHub(Lazy<Session> later, TaskCompletionSource gone) : Hub
{
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        (await later.Value.GetOrCreateAsync(Shelf.Key, () => new Shelf())).Books.Add("bye");
        gone.TrySetResult();
    }

    public async Task<string> Add(string name, Session session)
    {
        var shelf = await session.GetOrCreateAsync(Shelf.Key, () => new Shelf());
        shelf.Books.Add(name);
        if (name == "throw")
            throw new HubException("This fails as it should.");
        return string.Join(',', later.Value.Read(Shelf.Key)!.Books);
    }
}
