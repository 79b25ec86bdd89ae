using Tidemark.Graph;
using Tidemark.Stores;
using Tidemark.Tests.Sessions;
using Microsoft.Extensions.Logging;

namespace Tidemark.Tests.Deploys;

/// <summary>Sessions that were stored before a deploy added members, and before it gave an enum other numbers.</summary>
public sealed class AddedMemberTests
{
    private static readonly SessionKey<OldTask> OldKey = new("task");
    private static readonly SessionKey<NewTask> NewKey = new("task");

    private readonly Rig _rig = new();

    [SessionName("State")]
    private enum OldState
    {
        Open,
        Done,
    }

    [SessionName("State")]
    private enum NewState
    {
        Blocked,
        Open,
        Done,
    }

    [Fact]
    public async Task Nothing_is_written_before_something_changes_and_then_all_of_it_is()
    {
        var id = await CreateAsync(OldKey, new OldTask { Title = new string('a', 300), State = OldState.Done });
        for (var i = 0; i < 3; i++)
        {
            await using var session = (await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))!;
            var task = (await session.GetAsync(NewKey))!;
            Assert.Equal((NewState.Done, "default"), (task.State, Assert.Single(task.Notes)));
            await session.CompleteAsync();
        }

        Assert.Single(_rig.Watched.Commits);
        await using (var session = (await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))!)
        {
            var task = (await session.GetAsync(NewKey))!;
            task.Notes.Add("more");
            await session.CommitAsync();
            task.State = NewState.Blocked;
            await session.CompleteAsync();
        }

        var sent = _rig.Watched.Commits.Skip(1).Select(commit => Assert.Single(commit.Differences)).ToArray();
        Assert.IsType<WholeValue>(sent[0]);
        Assert.IsType<PatchedValue>(sent[1]);
        Assert.Equal(["default", "more"], (await _rig.StoredAsync(id, NewKey))!.Notes);
    }

    [Fact]
    public async Task Patches_of_another_build_are_read_by_the_names_of_their_base()
    {
        var id = await CreateAsync(OldKey, new OldTask { Title = new string('a', 300) });
        await using (var session = (await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))!)
        {
            (await session.GetAsync(OldKey))!.State = OldState.Done;
            await session.CompleteAsync();
        }

        Assert.IsType<PatchedValue>(Assert.Single(_rig.Watched.Commits.Skip(1).Single().Differences));
        Assert.Equal(NewState.Done, (await _rig.StoredAsync(id, NewKey))!.State);
    }

    [Fact]
    public async Task A_member_of_an_enum_that_is_gone_is_the_error_of_its_attribute_or_what_the_key_says()
    {
        var id = await CreateAsync(NewKey, new NewTask { Title = "a", State = NewState.Blocked });
        await using var session = (await _rig.NewNode().OpenAsync(id, SessionAccess.Exclusive))!;
        var refused = await Assert.ThrowsAsync<SessionAttributeException>(async () => await session.GetAsync(OldKey));
        Assert.Contains("no Blocked", refused.Message, StringComparison.Ordinal);
        Assert.Null(await session.GetAsync(new SessionKey<OldTask>("task", WhenUnreadable.Drop)));
        var replaced = await session.GetAsync(new SessionKey<OldTask>(
            "task", unreadable => new OldTask { Title = ((GraphLeaf)unreadable.Tree!.Find("State")!).EnumName! }));
        Assert.Equal("Blocked", replaced!.Title);
    }

    [Fact]
    public async Task In_development_a_member_that_is_null_against_its_declaration_is_told_once()
    {
        var log = new UnsetMemberLog();
        _rig.Options.CheckUse = true;
        var id = await CreateAsync(new SessionKey<OldNote>("note"), new OldNote("a"));
        var key = new SessionKey<NewNote>("note");
        for (var i = 0; i < 3; i++)
        {
            await using var node = _rig.NewNode(log: log);
            await using var session = (await node.OpenAsync(id, SessionAccess.Exclusive))!;
            Assert.Null((await session.GetAsync(key))!.Author);
            session.Read(key);
        }

        Assert.Equal(3, log.All.Count);
        Assert.All(log.All, line => Assert.Contains("'note' was stored by a build that had no NewNote.Author", line, StringComparison.Ordinal));
    }

    private async Task<SessionId> CreateAsync<T>(SessionKey<T> key, T value)
    {
        await using var node = _rig.NewNode();
        await using var session = node.Create();
        await session.SetAsync(key, value);
        await session.CompleteAsync();
        return session.Id;
    }

    [SessionName("Task")]
    private sealed class OldTask
    {
        public string Title { get; set; } = "";

        public OldState State { get; set; }
    }

    [SessionName("Task")]
    private sealed class NewTask
    {
        public string Title { get; set; } = "";

        public NewState State { get; set; } = NewState.Open;

        public List<string> Notes { get; set; } = ["default"];
    }

    [SessionName("Note")]
    private sealed record OldNote(string Text);

    [SessionName("Note")]
    private sealed record NewNote(string Text, string Author);

    private sealed class UnsetMemberLog : ILogger<SessionManager>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 48)
                All.Add(formatter(state, exception));
        }
    }
}
