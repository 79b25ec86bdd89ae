using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.AspNetCore.Tests;

public sealed class CookieFuzzTests
{
    private const int Batches = 1_000;
    private const int BatchSize = 1_000;

    private static readonly string[] Pieces =
    [
        "sid", "__Host-sid", "SID", "=", ";", "; ", " ", ",", "\"", "\0", "\t", "\r\n", "%20", "+", "/", "AAAA", "-_-_", "\ud83d\ude00", "\ud800",
        new string('A', 43), new string('A', 42), new string('-', 8192), "sid=", "sid=;", "$Version=1", "../../etc", "' or 1=1--", "{\"a\":1}",
    ];

    [Fact]
    public void Requirement_05_a_million_hostile_headers_throw_nothing_and_yield_no_id_but_a_canonical_one()
    {
        var headers = HeaderGenerator().ListOf(BatchSize);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Batches),
            Prop.ForAll(Arb.From(headers), batch => batch.All(IsHarmless)));
    }

    private static bool IsHarmless(string header)
    {
        Span<SessionId> ids = stackalloc SessionId[CookieHeader.MostIds];
        var reading = CookieHeader.Read([header], "sid", ids, out var count);
        foreach (var id in ids[..count])
        {
            if (!header.Contains("sid=" + id.Reveal(), StringComparison.Ordinal))
                return false;
        }

        return reading == CookieReading.WellFormed == count > 0;
    }

    private static Gen<string> HeaderGenerator()
    {
        var piece = Gen.Frequency(
            (6, Gen.Elements(Pieces)),
            (2, Gen.Choose(0, 0xffff).Select(code => ((char)code).ToString())),
            (1, Gen.Constant(0).Select(_ => SessionId.New().Reveal())),
            (1, Gen.Constant(0).Select(_ => $";sid={SessionId.New().Reveal()};")));
        return Gen.Choose(0, 8).SelectMany(count => piece.ListOf(count)).Select(pieces => string.Concat(pieces));
    }
}
