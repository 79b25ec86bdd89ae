namespace Tidemark.Faults.Tests;

/// <summary>Row 23: a thousand requests of one session at once.</summary>
public sealed class LoadTests(Farm farm) : FaultTest(farm)
{
    private const int Requests = 1_000;

    [Fact]
    public async Task A_thousand_shared_requests_for_one_attribute_are_all_counted()
    {
        var browser = await Browser.StartAsync(A);
        var before = await Wire.NumbersAsync(Farm.All);
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(number => browser.SharedAsync(Farm.Any(number))));
        var calls = (await Wire.NumbersAsync(Farm.All) - before).StoreCalls;
        Say($"{(double)calls / Requests} store calls a request");
        Assert.Empty(browser.History().Failures);
        Assert.Equal(1 + Requests, (await browser.ReadAsync(A)).Count);
        await browser.CheckAsync(B);
        Assert.InRange(calls, Requests, Requests * 2);
    }

    [Fact]
    public async Task A_thousand_shared_requests_for_many_attributes_are_inside_together()
    {
        string[] names = [.. Enumerable.Range(0, 50).Select(number => $"journal{number}")];
        var browser = await Browser.StartAsync(A, names[0]);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, Requests).Select(number => browser.SharedAsync(Farm.Any(number), names[number % names.Length], hold: 5)));
        Assert.All(names, name => Assert.Empty(browser.History(name).Failures));
        var most = Overlap.Most(answers.Select(Browser.VisitOf));
        Say($"{most} were inside at once");
        Assert.True(most >= 10, $"At most {most} requests were inside at once.");
        foreach (var name in names)
            await browser.CheckAsync(B, name);

        // Of those for one attribute, never two.
        foreach (var name in names.Index())
            Assert.Equal(1, Overlap.Most(answers.Where((_, number) => number % names.Length == name.Index).Select(Browser.VisitOf)));
    }

    [Fact]
    public async Task A_thousand_exclusive_requests_are_never_inside_together()
    {
        var browser = await Browser.StartAsync(A);
        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(number => browser.ExclusiveAsync(Farm.Any(number))));
        Assert.Empty(browser.History().Failures);
        Assert.Equal(1, Overlap.Most(answers.Select(Browser.VisitOf)));
        Say($"The last one waited {answers.Max(answer => answer.Elapsed)}");
        await browser.CheckAsync(B);
    }

    [Fact]
    public async Task Ten_writers_of_one_session_on_all_nodes_lose_no_write()
    {
        const int rounds = 20;
        string[] names = [.. Enumerable.Range(0, 10).Select(writer => $"writer{writer}")];
        var browser = await Browser.StartAsync(A, names[0]);
        await Task.WhenAll(names.Select(async (name, writer) =>
        {
            for (var round = 0; round < rounds; round++)
                Browser.Ok(await browser.SharedAsync(Farm.Any(writer + round), $"{name},shared"));
        }));
        foreach (var name in names)
        {
            Assert.Equal(rounds, (await browser.ReadAsync(C, name)).Count - (name == names[0] ? 1 : 0));
            await browser.CheckAsync(C, name);
        }

        Assert.Equal(rounds * names.Length, (await browser.ReadAsync(C, "shared")).Count);
    }
}
