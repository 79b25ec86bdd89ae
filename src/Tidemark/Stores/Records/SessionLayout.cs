namespace Tidemark.Stores;

/// <summary>Where the parts of a session's record are: docs/design/records.md draws it. Numbers are big-endian.</summary>
internal static class SessionLayout
{
    public const byte Format = 2;

    public const int Flags = 9;
    public const int Version = 10;
    public const int HeadSize = 170;

    public const int CommitSize = 48;
    public const int LeaseSize = 24;
    public const int QueueHeadSize = 8;
    public const int WaiterSize = 28;
    public const int ChainSize = 28;

    public const byte Queued = 1;
    public const byte Tells = 2;
    public const byte IsEnded = 4;
    public const byte IsCopy = 8;
    public const byte AllFlags = Queued | Tells | IsEnded | IsCopy;
}
