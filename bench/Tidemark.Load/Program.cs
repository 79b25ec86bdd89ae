using Tidemark.Load.Apps;
using Tidemark.Load.Report;
using Tidemark.Load.Runs;

// no argument   the whole bench; its part of docs/performance.md and the chart beside it are written anew
// try           a second of each: only to see that everything runs; to the console
// a filter      the contests whose names contain it, such as "write, large"; to the console
// app ...       one process of an app; the bench starts it
if (args is [AppProgram.Verb, ..])
{
    await AppProgram.RunAsync(AppOptions.Parse(args));
    return 0;
}

if (args.Length > 1)
{
    Console.Error.WriteLine("Use no argument, \"try\", or a part of the names of contests, such as \"write, large\".");
    return 2;
}

try
{
    var report = await LoadRun.RunAsync(args is ["try"] ? Timing.Try : Timing.Full, args is [var filter] && filter != "try" ? filter : "");
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
