using Tidemark.Load.Apps;
using Tidemark.Load.Replicas;
using Tidemark.Load.Report;
using Tidemark.Load.Requests;
using Tidemark.Load.Runs;

// no argument   the whole bench; its part of docs/performance.md and the chart beside it are written anew
// a filter      the contests on Redis whose names contain it, such as "write, large"; to the console
// stores        the table of stores, or with a filter after it a part of it; to the console
// replicas      what replicas cost; docs/performance-replicas.md is written anew
// request       what a session costs a request without a network; its part of docs/performance.md is written anew
//               with a part of a name after it: only that one, again and again for 15 s, for a profiler to look at
// try           before all of these: a second of each, only to see that everything runs; to the console
// app ...       one process of an app; the bench starts it
if (args is [AppProgram.Verb, ..])
{
    await AppProgram.RunAsync(AppOptions.Parse(args));
    return 0;
}

try
{
    if (args is ["replicas"] or ["try", "replicas"])
    {
        var page = await ReplicaPage.WriteAsync(isTry: args.Length > 1);
        Console.WriteLine(page);
        if (args.Length == 1)
            File.WriteAllText(ReplicaPage.Place, page);
        return 0;
    }

    if (args is ["request", var part])
    {
        await RequestPage.RepeatAsync(part, TimeSpan.FromSeconds(15));
        return 0;
    }

    if (args is ["request"] or ["try", "request"])
    {
        var page = await RequestPage.WriteAsync(isTry: args.Length > 1);
        Console.WriteLine(page);
        if (args.Length == 1)
            RequestPage.Save(page);
        return 0;
    }

    var (timing, words) = args is ["try", .. var rest] ? (Timing.Try, rest) : (Timing.Full, args);
    var report = await LoadRun.RunAsync(timing, Selection.Of(words));
    Console.WriteLine(LoadPage.Write(report));
    if (args is [])
        LoadPage.Save(report);
    return 0;
}
catch (InvalidOperationException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
