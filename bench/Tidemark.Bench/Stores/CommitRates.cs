using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Tidemark.Sqlite;
using Tidemark.Stores;

namespace Tidemark.Bench.Stores;

/// <summary>
/// Commits per second of the SQLite store, one after the other and from many sessions at once, where one transaction takes several; in turns with an
/// UPDATE by hand of as many bytes, in a transaction of its own.
/// </summary>
internal static class CommitRates
{
    private const int Turns = 7;
    private const int ValueBytes = 300;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly int[] Sessions = [1, 8, 32];

    public static async Task<string> WriteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tidemark-bench-");
        try
        {
            await using var store = Open(folder, "sessions.db");
            await using var followed = Open(folder, "followed.db");
            await followed.Changes!.BeginAsync(default);
            await using var byHand = OpenByHand(Path.Combine(folder.FullName, "hand.db"));
            var contests = new List<Contest>();
            foreach (var sessions in Sessions)
            {
                contests.Add(await Contest.CreateAsync($"{sessions} at once", store, sessions));
                contests.Add(await Contest.CreateAsync($"{sessions} at once, with a feed of changes", followed, sessions));
            }

            var hand = new List<double>();
            for (var turn = -1; turn < Turns; turn++)
            {
                var update = UpdateByHand(byHand);
                if (turn >= 0)
                    hand.Add(update);
                foreach (var contest in contests)
                {
                    var rate = await RateAsync(contest.Loops);
                    if (turn >= 0)
                        contest.Rates.Add(rate);
                }
            }

            return Page(hand, contests);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SqliteStore Open(DirectoryInfo folder, string name) =>
        new(new SqliteStoreOptions { Path = Path.Combine(folder.FullName, name) }, TimeProvider.System);

    private static async Task<double> RateAsync(IReadOnlyList<CommitLoop> loops)
    {
        var began = Stopwatch.GetTimestamp();
        var commits = await Task.WhenAll(loops.Select(loop => Task.Run(() => loop.RunAsync(Turn))));
        return commits.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static SqliteConnection OpenByHand(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE value (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
            INSERT INTO value VALUES (1, x'');
            """;
        command.ExecuteNonQuery();
        return connection;
    }

    private static double UpdateByHand(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE value SET bytes = $bytes WHERE id = 1";
        var bytes = command.Parameters.Add("$bytes", SqliteType.Blob);
        var (began, updates) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(began) < Turn; updates++)
        {
            bytes.Value = new byte[ValueBytes];
            command.ExecuteNonQuery();
        }

        return updates / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static string Page(List<double> hand, List<Contest> contests)
    {
        var page = new StringBuilder("| commits on SQLite | per second | by one UPDATE by hand |\n|---|---:|---:|\n")
            .Append(CultureInfo.InvariantCulture, $"| one UPDATE by hand | {Median(hand):N0} | |\n");
        foreach (var contest in contests)
        {
            var ratio = Median([.. contest.Rates.Zip(hand, (own, other) => own / other)]);
            page.Append(CultureInfo.InvariantCulture, $"| {contest.Name} | {Median(contest.Rates):N0} | {ratio:F2}x |\n");
        }

        return page.ToString();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed record Contest(string Name, IReadOnlyList<CommitLoop> Loops, List<double> Rates)
    {
        public static async Task<Contest> CreateAsync(string name, IPrimaryStore store, int sessions)
        {
            var loops = new List<CommitLoop>();
            for (var session = 0; session < sessions; session++)
                loops.Add(await CommitLoop.CreateAsync(store, ValueBytes));
            return new Contest(name, loops, []);
        }
    }
}
