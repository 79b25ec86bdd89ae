using System.Diagnostics;
using System.Text.Json;

namespace Tidemark.Replicas.Tests.Rig;

/// <summary>Someone who looks after the shop's stores with the command line <c>tidemark</c>.</summary>
internal static class Operator
{
    public const string Application = "Shop";

    /// <summary>Nobody here is in a hurry.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    // On the frameworks of these tests, which bring what is not copied for the tool.
    private static readonly string[] Program =
    [
        "exec", "--runtimeconfig", Beside("Tidemark.Replicas.Tests.runtimeconfig.json"), "--depsfile", Beside("Tidemark.Replicas.Tests.deps.json"),
        Beside("Tidemark.Tool.dll"),
    ];

    public static ProcessStartInfo Command(params string[] arguments) => new("dotnet", [.. Program, .. arguments, "--application", Application])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    /// <summary>Runs a command; again, if the tool could not make a connection in time, as on a busy machine.</summary>
    public static async Task<Told> RunAsync(params string[] arguments)
    {
        var told = await OnceAsync(arguments);
        for (var tries = 5; tries > 0 && told.IsTooLate; tries--)
            told = await OnceAsync(arguments);
        return told;
    }

    private static async Task<Told> OnceAsync(string[] arguments)
    {
        using var process = Process.Start(Command(arguments))!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var told = new Told(process.ExitCode, await output, await error);
        TestContext.Current.TestOutputHelper?.WriteLine($"tidemark {string.Join(' ', arguments)}\n{told.Output}{told.Error}");
        return told;
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
}

/// <summary>What the tool answered.</summary>
internal sealed record Told(int ExitCode, string Output, string Error)
{
    public bool IsTooLate => ExitCode == 3
        && (Error.Contains("no connection", StringComparison.Ordinal) || Error.Contains("did not answer", StringComparison.Ordinal));

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}
