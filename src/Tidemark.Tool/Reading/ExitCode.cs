namespace Tidemark.Tool.Reading;

/// <summary>What a script learns of a command.</summary>
internal static class ExitCode
{
    /// <summary>Done, or found.</summary>
    public const int Done = 0;

    /// <summary>Nothing was found, nothing was done, or what was checked is not so.</summary>
    public const int No = 1;

    /// <summary>The command line is wrong, or says too little.</summary>
    public const int WrongUse = 2;

    /// <summary>The store cannot be reached, or refuses.</summary>
    public const int NoStore = 3;

    /// <summary>Something in the store is damaged.</summary>
    public const int Damaged = 4;

    /// <summary>A fault of the tool itself.</summary>
    public const int Fault = 70;

    /// <summary>Stopped by Ctrl-C, as shells count it.</summary>
    public const int Interrupted = 130;
}
