using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Tidemark.Stores;

namespace Tidemark.Sqlite.Tests;

/// <summary>
/// Whatever one column of one row holds: every verb answers, as usual or that this record is damaged; the session can be ended; nodes beat, sweeps and claims
/// go on, and all other sessions are well.
/// </summary>
public sealed class DamageLaws : IDisposable
{
    private static readonly UserKey User = UserKey.From("test", "ada");

    private static readonly Lifetime Usual = new(TimeSpan.FromMinutes(20), TimeSpan.FromHours(24));

    private static readonly object?[] Values =
    [
        null, -1L, 0L, 1L, long.MaxValue, long.MinValue, DateTimeOffset.MaxValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks + 1, 0.5, "", "text", "9",
        Array.Empty<byte>(), new byte[] { 0 }, new byte[16], new byte[32], Enumerable.Repeat((byte)0xff, 16).ToArray(),
        Enumerable.Repeat((byte)0xff, 36).ToArray(), Enumerable.Repeat((byte)0x7f, 384).ToArray(), new byte[48], new byte[5000],
    ];

    private readonly TemporaryFile _file = new();
    private readonly NodeId _here = NodeId.New();
    private readonly NodeId _there = NodeId.New();

    // The last commit of a session that has ended.
    private CommitRequest _ended = Requests.Creation();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("record of the session", "id")]
    [InlineData("record of one that has ended", "id")]
    [InlineData("record of the user", "id")]
    [InlineData("row", "")]
    [InlineData("node", "")]
    [InlineData("signal", "")]
    public async Task A_damaged_row_costs_its_own_session_only(string which, string rowId)
    {
        var table = which.Split(' ')[0];
        await using var store = _file.OpenStore();
        await store.BeatAsync(_here, TimeSpan.FromHours(1), Stop);
        using var other = _file.OpenDirectly();
        var columns = Columns(other, table).Where(column => column != rowId).ToArray();
        Assert.NotEmpty(columns);
        foreach (var column in columns)
        {
            foreach (var value in Values)
            {
                var (key, token) = await DrawAsync(store);
                if (!TryDamage(other, which, column, value))
                {
                    Clear(other);
                    continue;
                }

                var what = $"{column} of the {which} is {value ?? "null"}";
                foreach (var (verb, act) in Verbs(store, key, token))
                    await AnswersAsync($"{what}: {verb}", act);
                if ((which, column) != ("record of the session", "key"))
                    await store.EndAsync(key, EndReason.Revoked, Stop);
                Assert.True(await store.ReadAsync(key, default, Stop) is ReadOutcome.Missing, what);
                Clear(other);
            }
        }
    }

    [Fact]
    public async Task A_damaged_end_that_is_to_be_told_keeps_no_others_from_being_told()
    {
        var time = new Testing.ManualTimeProvider();
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _file.Path }, time);
        var requests = Enumerable.Range(0, 6).Select(_ => Requests.Creation(new WholeValue("a", new byte[] { 1 })) with { TellsEnd = true }).ToArray();
        foreach (var request in requests)
            await store.CommitAsync(request, Stop);
        using (var other = _file.OpenDirectly())
            Run(other, "UPDATE tidemark_record SET record = 'x' WHERE id <= 3", null);
        time.Advance(TimeSpan.FromHours(3));

        var told = new List<StateKey>();
        for (var claim = 0; claim < 3; claim++)
            told.AddRange((await store.ClaimEndedAsync(3, TimeSpan.FromMinutes(1), Stop)).Select(end => end.Key));
        Assert.Equal(3, told.Distinct().Count());
        await store.ForgetEndedAsync([.. requests.Select(request => request.Key)], Stop);
        time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(3, await store.SweepAsync(100, Stop));
    }

    [Fact]
    public async Task A_schema_that_nobody_can_have_published_is_none()
    {
        await using var store = _file.OpenStore();
        await store.PublishSchemaAsync(7, new byte[] { 1 }, Stop);
        using (var other = _file.OpenDirectly())
            Run(other, $"UPDATE tidemark_payload_schema SET schema = zeroblob({IPrimaryStore.MaxSchemaBytes + 1})", null);
        Assert.Null(await store.ReadSchemaAsync(7, Stop));
    }

    [Fact]
    public async Task What_could_not_be_read_again_is_not_written()
    {
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _file.Path, MaxValueBytes = 1000 }, TimeProvider.System);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () => await store.CommitAsync(Requests.CreationOf(1001), Stop));
        Assert.Contains("MaxValueBytes", refused.Message);
        var fits = Requests.CreationOf(1000);
        await store.CommitAsync(fits, Stop);
        Assert.IsType<ReadOutcome.Found>(await store.ReadAsync(fits.Key, default, Stop));
    }

    public void Dispose() => _file.Dispose();

    private static string[] Columns(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('tidemark_{table}')";
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
            columns.Add(reader.GetString(0));
        return [.. columns];
    }

    // False if SQLite itself does not take it.
    private static bool TryDamage(SqliteConnection connection, string which, string column, object? value)
    {
        var table = which.Split(' ')[0];
        try
        {
            // Wherever there are several rows, of one of them. A record begins with its form.
            return Run(connection, which switch
            {
                "record of the session" => $"UPDATE tidemark_record SET {column} = $value WHERE hex(substr(record, 1, 1)) = '02'",
                "record of one that has ended" => $"UPDATE tidemark_record SET {column} = $value WHERE hex(substr(record, 1, 1)) = '03'",
                "record of the user" => $"UPDATE tidemark_record SET {column} = $value WHERE hex(substr(record, 1, 1)) = '04'",
                _ => $"UPDATE tidemark_{table} SET {column} = $value WHERE {column} = (SELECT max({column}) FROM tidemark_{table})",
            }, value) > 0;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static int Run(SqliteConnection connection, string sql, object? value)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (sql.Contains("$value", StringComparison.Ordinal))
            command.Parameters.AddWithValue("$value", value ?? DBNull.Value);
        return command.ExecuteNonQuery();
    }

    private static void Clear(SqliteConnection connection)
    {
        foreach (var table in new[] { "record", "row", "signal", "node" })
            Run(connection, $"DELETE FROM tidemark_{table}", null);
    }

    // Held and waited for, of a user, its end to be told, with two bases and two patches.
    private async Task<(StateKey Key, LeaseToken Token)> DrawAsync(SqliteStore store)
    {
        await store.BeatAsync(_here, TimeSpan.FromHours(1), Stop);
        await store.BeatAsync(_there, TimeSpan.FromHours(1), Stop);
        var key = Requests.NewKey();
        var request = new CommitRequest(
            key, _here, LeaseToken.None, StateVersion.None, CommitId.New(), [new WholeValue("u", new byte[9]), new WholeValue("v", new byte[9])], Usual,
            AfterCommit.Keep, "a writer") { User = User, TellsEnd = true };
        await store.EnterUserAsync(User, key, Usual, Stop);
        var last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(request, Stop));
        for (var version = 1; version < 3; version++)
        {
            var patch = new PatchedValue("u", new byte[4], new StateVersion(version), 9, 9);
            var next = request with { Token = last.Token, Base = last.Version, Id = CommitId.New(), Differences = [patch] };
            last = Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(next, Stop));
        }

        _ended = Requests.Creation() with { Then = AfterCommit.End };
        await store.CommitAsync(_ended, Stop);
        Assert.IsType<AcquireOutcome.Held>(await store.AcquireAsync(new AcquireRequest(key, _there, default, "a waiter"), Stop));
        return (key, last.Token);
    }

    private Dictionary<string, Func<Task>> Verbs(SqliteStore store, StateKey key, LeaseToken token)
    {
        CommitRequest Commit(AfterCommit then, params Difference[] differences) =>
            new(key, _here, token, new StateVersion(3), CommitId.New(), differences, Usual, then, "a writer") { User = User, TellsEnd = true };
        return new()
        {
            ["read"] = () => store.ReadAsync(key, default, Stop).AsTask(),
            ["read what is newer"] = () => store.ReadAsync(key, new StateVersion(2), Stop).AsTask(),
            ["commit a patch"] = () => store.CommitAsync(
                Commit(AfterCommit.Keep, new PatchedValue("u", new byte[3], new StateVersion(3), 9, 9)), Stop).AsTask(),
            ["commit a value"] = () => store.CommitAsync(Commit(AfterCommit.Keep, new WholeValue("u", new byte[3]), new Removal("v")), Stop).AsTask(),
            ["commit an end again"] = () => store.CommitAsync(_ended, Stop).AsTask(),
            ["touch"] = () => store.TouchAsync([new SessionUse(key, TimeSpan.Zero)], Stop).AsTask(),
            ["acquire"] = () => store.AcquireAsync(new AcquireRequest(key, _there, default, "x"), Stop).AsTask(),
            ["acquire again"] = () => store.AcquireAsync(new AcquireRequest(key, _here, new StateVersion(1), "x"), Stop).AsTask(),
            ["release"] = () => store.ReleaseAsync(key, token, TimeSpan.Zero, Stop).AsTask(),
            ["beat"] = () => WellAsync(() => store.BeatAsync(_here, TimeSpan.FromHours(1), Stop).AsTask()),
            ["sweep"] = () => WellAsync(() => store.SweepAsync(100, Stop).AsTask()),
            ["claim"] = () => WellAsync(() => store.ClaimEndedAsync(100, TimeSpan.FromMinutes(1), Stop).AsTask()),
            ["forget"] = () => WellAsync(() => store.ForgetEndedAsync([key], Stop).AsTask()),
            ["another session"] = () => WellAsync(async () => Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Requests.Creation(), Stop))),
            ["its user's list"] = () => WellAsync(async () =>
            {
                var entered = Requests.NewKey();
                Assert.Contains(await store.EnterUserAsync(User, entered, Usual, Stop), entry => entry.Session == entered);
                Assert.Contains(await store.ListUserAsync(User, Stop), entry => entry.Session == entered);
                await store.MoveUserAsync(User, key, Requests.NewKey(), Usual, Stop);
            }),
        };
    }

    // These do not even say that something is damaged: it is none of theirs.
    private static async Task WellAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (UnreadableStateException damaged)
        {
            throw new UnreachableException("This verb is on others, too.", damaged);
        }
    }

    private static async Task AnswersAsync(string what, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (UnreadableStateException damaged)
        {
            Assert.Contains("this record is damaged", damaged.Message);
        }
        catch (Exception other)
        {
            Assert.Fail($"{what}: {other}");
        }
    }
}
