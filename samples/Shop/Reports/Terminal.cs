using Spectre.Console;

namespace Shop.Reports;

internal static class Terminal
{
    private const int FileWidth = 110;

    /// <summary>The console; into a file or a pipe it writes plain lines.</summary>
    public static IAnsiConsole Open()
    {
        if (!Console.IsOutputRedirected)
            return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = FileWidth;
        return console;
    }
}
