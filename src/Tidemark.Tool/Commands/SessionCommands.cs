using System.CommandLine;
using Tidemark.Tool.Printing;

namespace Tidemark.Tool.Commands;

/// <summary><c>sessions list</c>, <c>show</c> and <c>end</c>.</summary>
internal static class SessionCommands
{
    public static Command Build(ToolConsole console) => new("sessions", "Lists, shows and ends sessions")
    {
        ListCommand.Build(console), ShowCommand.Build(console), EndCommand.Build(console),
    };
}
