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
            await using var store = new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(folder.FullName, "sessions.db") }, TimeProvider.System);
            await using var byHand = OpenByHand(Path.Combine(folder.FullName, "hand.db"));
            var loops = new List<CommitLoop>();
            for (var session = 0; session < Sessions.Max(); session++)
                loops.Add(await CommitLoop.CreateAsync(store, ValueBytes));

            var (hand, rates) = (new List<double>(), Sessions.Select(_ => new List<double>()).ToArray());
            for (var turn = -1; turn < Turns; turn++)
            {
                var update = UpdateByHand(byHand);
                if (turn >= 0)
                    hand.Add(update);
                for (var i = 0; i < Sessions.Length; i++)
                {
                    var rate = await RateAsync(loops.Take(Sessions[i]));
                    if (turn >= 0)
                        rates[i].Add(rate);
                }
            }

            return Page(hand, rates);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> RateAsync(IEnumerable<CommitLoop> loops)
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

    private static string Page(List<double> hand, List<double>[] rates)
    {
        var page = new StringBuilder("| commits on SQLite | per second | by one UPDATE by hand |\n|---|---:|---:|\n")
            .Append(CultureInfo.InvariantCulture, $"| one UPDATE by hand | {Median(hand):N0} | |\n");
        foreach (var (sessions, rate) in Sessions.Zip(rates))
        {
            var ratio = Median([.. rate.Zip(hand, (own, other) => own / other)]);
            page.Append(CultureInfo.InvariantCulture, $"| {sessions} at once | {Median(rate):N0} | {ratio:F2}x |\n");
        }

        return page.ToString();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
