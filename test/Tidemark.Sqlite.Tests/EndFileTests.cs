using Microsoft.Data.Sqlite;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Sqlite.Tests;

/// <summary>How ends and users lie in the file, and that nobody looks at every session for them.</summary>
public sealed class EndFileTests : IDisposable
{
    private static readonly UserKey User = UserKey.From("test", "somebody");

    private readonly TemporaryFile _file = new();
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(SqliteStatements.FindDue), "USING INDEX tidemark_record_due (due_kind=? AND due<?)")]
    [InlineData(nameof(SqliteStatements.FindAsked), "USING INDEX tidemark_record_asked (asked=?)")]
    [InlineData(nameof(SqliteStatements.FindRecord), "USING INDEX sqlite_autoindex_tidemark_record_1 (key=? AND kind=?)")]
    public async Task What_is_looked_for_is_found_by_an_index(string statement, string index)
    {
        await using (var store = Open())
            await store.CommitAsync(Requests.Creation(), Stop);
        using var connection = _file.OpenDirectly();
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + typeof(SqliteStatements).GetField(statement)!.GetRawConstantValue();
        for (var number = 1; number <= 4; number++)
            command.Parameters.Add(new SqliteParameter($"?{number}", 1));
        using var plan = command.ExecuteReader();
        var steps = new List<string>();
        while (plan.Read())
            steps.Add(plan.GetString(3));
        Assert.Contains(steps, step => step.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.StartsWith("SCAN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_claim_looks_only_once_at_sessions_that_were_used_meanwhile()
    {
        var request = Requests.Creation() with { TellsEnd = true };
        await using var store = Open();
        await store.CommitAsync(request, Stop);
        _time.Advance(TimeSpan.FromMinutes(59));
        await store.TouchAsync([new SessionUse(request.Key, TimeSpan.Zero)], Stop);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1L, Due(DueKind.Tell));
        Assert.Empty(await store.ClaimEndedAsync(10, TimeSpan.FromMinutes(1), Stop));
        Assert.Equal(0L, Due(DueKind.Tell));
    }

    [Fact]
    public async Task A_sweep_does_not_look_at_an_end_that_waits_to_be_told()
    {
        await using var store = Open();
        await store.CommitAsync(Requests.Creation() with { TellsEnd = true }, Stop);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((0L, 1L), (Due(DueKind.Sweep), Due(DueKind.Tell)));
        Assert.Equal(0, await store.SweepAsync(10, Stop));
        _time.Advance(ISessionEnds.Untold);
        Assert.Equal(1, await store.SweepAsync(10, Stop));
    }

    [Fact]
    public async Task An_ended_session_that_waits_for_its_lease_keeps_no_attributes()
    {
        await using var store = Open();
        var creation = Requests.CreationOf(100) with { Then = AfterCommit.Keep };
        await store.BeatAsync(creation.Node, TimeSpan.FromMinutes(1), Stop);
        await store.CommitAsync(creation, Stop);
        await store.EndAsync(creation.Key, EndReason.Revoked, Stop);
        using var connection = _file.OpenDirectly();
        Assert.Equal(1L, connection.Scalar("SELECT count(*) FROM tidemark_record"));
        Assert.Equal(0L, connection.Scalar("SELECT count(*) FROM tidemark_row"));
    }

    [Fact]
    public async Task Ends_users_and_claims_are_there_after_a_restart()
    {
        var creation = Requests.Creation(new WholeValue("a", new byte[] { 7 })) with { TellsEnd = true, User = User };
        await using (var store = Open())
        {
            await store.EnterUserAsync(User, creation.Key, creation.Lifetime, Stop);
            await store.CommitAsync(creation, Stop);
            await store.EndAsync(creation.Key, EndReason.Displaced, Stop);
            await store.ClaimEndedAsync(1, TimeSpan.FromMinutes(1), Stop);
        }

        await using var again = Open();
        Assert.Equal(creation.Key, Assert.Single(await again.ListUserAsync(User, Stop)).Session);
        Assert.Empty(await again.ClaimEndedAsync(1, TimeSpan.FromMinutes(1), Stop));
        _time.Advance(TimeSpan.FromMinutes(1));
        var ended = Assert.Single(await again.ClaimEndedAsync(1, TimeSpan.FromMinutes(1), Stop));
        Assert.Equal((EndReason.Displaced, User), (ended.Reason, ended.State.User));
        await again.ForgetEndedAsync([creation.Key], Stop);
        using var connection = _file.OpenDirectly();
        Assert.Equal(0L, connection.Scalar("SELECT count(*) FROM tidemark_row"));

        // What it remembers of its commits for two minutes.
        Assert.Equal(1L, connection.Scalar($"SELECT count(*) FROM tidemark_record"));
    }

    [Fact]
    public async Task An_entry_whose_session_never_came_is_swept_and_one_whose_session_lives_is_not_looked_at_again()
    {
        var creation = Requests.Creation() with { User = User };
        await using var store = Open();
        await store.EnterUserAsync(User, creation.Key, creation.Lifetime, Stop);
        await store.EnterUserAsync(User, Requests.NewKey(), creation.Lifetime, Stop);
        await store.CommitAsync(creation, Stop);
        _time.Advance(IUserIndex.Patience + TimeSpan.FromMicroseconds(1));
        await store.SweepAsync(10, Stop);
        Assert.Equal(creation.Key, Assert.Single(await store.ListUserAsync(User, Stop)).Session);
        Assert.Equal(0L, Due(DueKind.Sweep));
        _time.Advance(creation.Lifetime.Idle - IUserIndex.Patience - TimeSpan.FromSeconds(1));
        Assert.Equal(0L, Due(DueKind.Sweep));
    }

    public void Dispose() => _file.Dispose();

    private SqliteStore Open() => new(new SqliteStoreOptions { Path = _file.Path }, _time);

    private long Due(DueKind kind)
    {
        using var connection = _file.OpenDirectly();
        return (long)connection.Scalar(
            $"SELECT count(*) FROM tidemark_record WHERE due_kind = {(int)kind} AND due <= {RecordTime.Of(_time.GetUtcNow())}")!;
    }
}
