namespace Tidemark.Stores;

/// <summary>Where the parts of a session's record are: docs/design/records.md draws it. Numbers are big-endian.</summary>
internal static class SessionLayout
{
    public const byte Format = 2;

    public const int Tag = 1;
    public const int Flags = 9;
    public const int Version = 10;
    public const int Created = 18;
    public const int Idle = 26;
    public const int Absolute = 34;
    public const int Used = 42;
    public const int Due = 50;
    public const int Claimed = 58;
    public const int Token = 66;
    public const int Holder = 90;
    public const int Since = 106;
    public const int Reason = 114;
    public const int Ended = 115;
    public const int User = 123;
    public const int CommitCount = 155;
    public const int CommitSlot = 156;
    public const int LeaseCount = 157;
    public const int PurposeLength = 158;
    public const int QueueLength = 162;
    public const int ChainCount = 166;
    public const int HeadSize = 170;

    public const int CommitSize = 48;
    public const int LeaseSize = 24;
    public const int QueueHeadSize = 8;
    public const int WaiterSize = 28;
    public const int ChainSize = 28;

    public const byte Queued = 1;
    public const byte Tells = 2;
    public const byte IsEnded = 4;
    public const byte AllFlags = Queued | Tells | IsEnded;
}
