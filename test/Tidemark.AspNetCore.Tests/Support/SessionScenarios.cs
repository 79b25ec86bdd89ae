using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore.Tests;

/// <summary>What code does with <c>HttpContext.Session</c>, step by step: each step is a request of the same browser, and gives a text.</summary>
internal static class SessionScenarios
{
    private static readonly Dictionary<string, Func<HttpContext, int, Task<string>>> Scenarios = new()
    {
        ["nothing is kept of a look"] = (context, _) => Say(context, session => $"{session.GetString("a")} {session.TryGetValue("b", out var _)} {Keys(session)}"),
        ["a value is kept"] = (context, step) => Say(context, session =>
        {
            var before = session.GetString("a");
            if (step != 2)
                session.SetString("a", $"value {step}");
            return $"{before} {session.GetString("a")}";
        }),
        ["numbers"] = (context, _) => Say(context, session =>
        {
            session.SetInt32("n", (session.GetInt32("n") ?? int.MinValue) + 7);
            return $"{session.GetInt32("n")}";
        }),
        ["removal"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
                session.SetString("a", "1");
            if (step == 2)
                session.Remove("a");
            session.Remove("never there");
            return $"{session.GetString("a")} {Keys(session)}";
        }),
        ["clearing"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
                Fill(session, "a", "b");
            if (step == 2)
                session.Clear();
            if (step == 3)
            {
                Fill(session, "c");
                session.Clear();
                Fill(session, "d");
            }

            return Keys(session);
        }),
        ["names differ by case, and may be anything legible"] = (context, step) => Say(context, session =>
        {
            string[] names = ["key", "KEY", "Käthe", "", " ", "a b/c\\d;e=f", "鍵", "\U0001F511"];
            if (step == 1)
                Fill(session, names);
            return string.Join('|', names.Select(session.GetString)) + Keys(session);
        }),
        ["names may be as long as an address or the full name of a type"] = (context, step) => Say(context, session =>
        {
            string[] names = [new string('n', 1_015), new string('鍵', 500), typeof(Dictionary<string, List<Version>>).AssemblyQualifiedName!];
            if (step == 1)
                Fill(session, names);
            if (step == 2)
                session.Remove(names[0]);
            return string.Join('|', names.Select(session.GetString)) + Keys(session);
        }),
        ["values may be empty or long"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
            {
                session.Set("empty", []);
                session.Set("long", Encoding.UTF8.GetBytes(new string('x', 200_000)));
            }

            return $"{session.Get("empty")?.Length} {session.Get("long")?.Length}";
        }),
        ["what is given is copied"] = (context, _) => Say(context, session =>
        {
            var before = session.GetString("a");
            var given = "abc"u8.ToArray();
            session.Set("a", given);
            given[0] = (byte)'X';
            return $"{before} {session.GetString("a")}";
        }),
        ["null is refused"] = (context, _) => Say(context, session =>
            Outcome(() => session.Set("a", null!)) + Outcome(() => session.Set(null!, [])) + Outcome(() => session.SetString("a", null!))),
        ["the id lasts"] = (context, _) => Say(context, session =>
        {
            var known = session.GetString("id");
            session.SetString("id", session.Id);
            return $"{known is null || known == session.Id}";
        }),
        ["it is there"] = (context, _) => Say(context, session => $"{session.IsAvailable}"),
        ["loading"] = async (context, step) =>
        {
            await context.Session.LoadAsync();
            await context.Session.LoadAsync();
            if (step == 1)
                Fill(context.Session, "a");
            return Keys(context.Session);
        },
        ["loading that is cancelled"] = (context, _) => OutcomeAsync(() => context.Session.LoadAsync(new CancellationToken(true))),
        ["commits in between"] = async (context, step) =>
        {
            if (step > 2)
                return Keys(context.Session);
            Fill(context.Session, $"before {step}");
            await context.Session.CommitAsync();
            Fill(context.Session, $"after {step}");
            return Keys(context.Session);
        },
        ["a commit that is cancelled"] = async (context, step) =>
        {
            Fill(context.Session, $"{step}");
            return await OutcomeAsync(() => context.Session.CommitAsync(new CancellationToken(true))) + Keys(context.Session);
        },
        ["a client that is gone"] = (context, step) => Say(context, session =>
        {
            context.RequestAborted = new CancellationToken(true);
            Fill(session, $"{step}");
            return Keys(session);
        }),
        ["too late to begin"] = async (context, _) =>
        {
            await context.Response.StartAsync();
            return Outcome(() => Fill(context.Session, "a"));
        },
        ["late changes"] = async (context, step) =>
        {
            if (step == 1)
                Fill(context.Session, "a");
            if (step == 2)
            {
                await context.Response.WriteAsync("begun ");
                await context.Response.Body.FlushAsync();
                Fill(context.Session, "b");
                context.Session.Remove("a");
            }

            return Keys(context.Session);
        },
        ["callbacks of the start"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
                context.Response.OnStarting(() => Say(context, inner => inner.GetString("a") + Outcome(() => Fill(inner, "at start"))));
            return Keys(session);
        }),
        ["callbacks from further out"] = (context, step) => Say(context, session =>
        {
            if (step == 1)
                Fill(session, "a");
            return Keys(session);
        }),
        ["a request that throws"] = (context, step) =>
        {
            if (step > 1)
                return Task.FromResult(Keys(context.Session));
            Fill(context.Session, "a");
            throw new InvalidDataException("as planned");
        },
        ["out of sight afterwards"] = (context, _) => Say(context, session => Outcome(() => Fill(session, "a"))),
    };

    public static IEnumerable<string> Names => Scenarios.Keys;

    public static Task<string> RunAsync(string scenario, HttpContext context, int step) => Scenarios[scenario](context, step);

    public static Task FillAsync(HttpContext context, string name) => Say(context, session => Outcome(() => Fill(session, name)));

    private static Task<string> Say(HttpContext context, Func<ISession, string> say) => Task.FromResult(say(context.Session));

    private static void Fill(ISession session, params string[] names)
    {
        foreach (var name in names)
            session.SetString(name, $"value of {name}");
    }

    private static string Keys(ISession session) => string.Join(',', session.Keys.Order(StringComparer.Ordinal));

    private static string Outcome(Action action)
    {
        try
        {
            action();
            return "done ";
        }
        catch (Exception exception)
        {
            return exception.GetType().Name + " ";
        }
    }

    private static async Task<string> OutcomeAsync(Func<Task> action)
    {
        try
        {
            await action();
            return "done ";
        }
        catch (OperationCanceledException)
        {
            return "cancelled ";
        }
    }
}
