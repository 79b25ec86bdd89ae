namespace Tidemark.Load.Runs;

/// <summary>What a request does with its session.</summary>
internal enum Work
{
    /// <summary>Goes through all lines of one attribute.</summary>
    Read,

    /// <summary>Changes one field of one line in one attribute.</summary>
    Write,

    /// <summary>Goes through all lines of all attributes.</summary>
    ReadAll,
}
