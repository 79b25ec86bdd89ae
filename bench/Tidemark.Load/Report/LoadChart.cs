using System.Text;
using Tidemark.Load.Apps;
using Tidemark.Load.Runs;
using static System.FormattableString;

namespace Tidemark.Load.Report;

/// <summary>Bars of requests per second, as SVG that reads well on light and on dark pages.</summary>
internal static class LoadChart
{
    private const int Width = 760;
    private const int Left = 110;
    private const int BarSpace = 480;
    private const int Bar = 14;
    private const int Gap = 12;

    private static readonly (App App, string Name)[] Bars =
        [(App.NoSession, "no session"), (App.PeerOnRedis, "ASP.NET Core session on Redis"), (App.TidemarkOnRedis, "Tidemark")];

    public static string Draw(IReadOnlyList<ContestResult> results)
    {
        var most = results.SelectMany(result => result.Scores).Max(score => score.Rate);
        var (body, y) = (new StringBuilder(), 24);
        AppendLegend(body, y);
        foreach (var routing in results.GroupBy(result => result.Contest.Routing))
        {
            y += 40;
            Append(body, $"""<text class="title" x="{8}" y="{y}">{(routing.Key == Routing.Sticky ? "One process" : "Two processes in turn")}: requests per second</text>""");
            y += Gap;
            foreach (var result in routing)
            {
                Append(body, $"""<text x="{Left - 10}" y="{y + Bar * 2 - 3}" text-anchor="end">{result.Contest.Name}</text>""");
                foreach (var (app, _) in Bars)
                {
                    var by = app == App.TidemarkOnRedis ? Invariant($", {result.Of(app).By(result.Of(App.PeerOnRedis)):0.#}x ASP.NET Core's") : "";
                    AppendBar(body, y, app, result.Of(app).Rate / most, Invariant($"{result.Of(app).Rate:N0}{by}"));
                    y += Bar;
                }

                y += Gap;
            }
        }

        return Head(y + 4) + body + "</svg>\n";
    }

    private static void AppendLegend(StringBuilder body, int y)
    {
        var x = Left;
        foreach (var (app, name) in Bars)
        {
            Append(body, $"""<rect class="{ClassOf(app)}" x="{x}" y="{y - 10}" width="12" height="12"/>""");
            Append(body, $"""<text x="{x + 18}" y="{y}">{name}</text>""");
            x += 50 + name.Length * 7;
        }
    }

    private static void AppendBar(StringBuilder body, int y, App app, double share, string label)
    {
        var length = Math.Max(1, share * BarSpace);
        Append(body, $"""<rect class="{ClassOf(app)}" x="{Left}" y="{y}" width="{length:0.#}" height="{Bar - 2}"/>""");
        Append(body, $"""<text class="number" x="{Left + length + 6:0.#}" y="{y + Bar - 4}">{label}</text>""");
    }

    private static string ClassOf(App app) => app.Kind switch { AppKind.None => "none", AppKind.Peer => "peer", _ => "own" };

    private static void Append(StringBuilder body, FormattableString element) =>
        body.Append("  ").Append(Invariant(element)).Append('\n');

    private static string Head(int height) => $$"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{height}}" width="{{Width}}" height="{{height}}" role="img">
          <title>Requests per second with no session, ASP.NET Core's and Tidemark</title>
          <style>
            text { font: 12px system-ui, sans-serif; fill: #1f2328; }
            .title { font-size: 14px; font-weight: 600; }
            .number { font-size: 11px; fill: #59636e; }
            .none { fill: #afb8c1; } .peer { fill: #d4883a; } .own { fill: #1a7f8e; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3; } .number { fill: #9da7b1; }
              .none { fill: #59636e; } .peer { fill: #e0a25c; } .own { fill: #3fb8c9; }
            }
          </style>

        """;
}
