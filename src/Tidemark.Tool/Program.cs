using Tidemark.Tool.Commands;
using Tidemark.Tool.Printing;

return await CommandLine.RunAsync(args, ToolConsole.OfProcess());
