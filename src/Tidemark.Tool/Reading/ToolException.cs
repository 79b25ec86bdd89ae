namespace Tidemark.Tool.Reading;

/// <summary>The command cannot be done. Its message is the one line that the operator reads: what, where, and the remedy.</summary>
internal sealed class ToolException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="Reading.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    public static ToolException WrongUse(string message) => new(Reading.ExitCode.WrongUse, message);

    public static ToolException No(string message) => new(Reading.ExitCode.No, message);
}
