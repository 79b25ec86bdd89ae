namespace Tidemark.Graph.Tests.Schemas;

/// <summary>Enums as they were deployed first.</summary>
public static class FirstEnums
{
    [SessionName("Shop.Status")]
    public enum Status
    {
        Draft,
        Paid,
        Sent,
    }

    [Flags]
    [SessionName("Shop.Rights")]
    public enum Rights : byte
    {
        None = 0,
        Read = 1,
        Write = 2,
        Admin = 128,
        All = Read | Write | Admin,
    }

    [SessionName("Shop.Order")]
    public sealed class Order
    {
        public Status Status { get; set; }

        public Status? Before { get; set; }

        public object? Boxed { get; set; }

        public Rights Rights { get; set; }

        public Status[] Steps { get; set; } = [];

        public Status[,]? Grid { get; set; }

        public HashSet<Status> Seen { get; set; } = [];

        public SortedSet<Status> Sorted { get; set; } = [];

        public Dictionary<Status, string> Names { get; set; } = [];

        public SortedDictionary<Status, int> Counts { get; set; } = [];

        public PriorityQueue<string, Status> Queue { get; set; } = new();

        public (Status Status, int Number) Pair { get; set; }

        public SortedSet<(Status Status, int Number)> Pairs { get; set; } = [];

        public Memory<Status> Memory { get; set; }
    }
}

/// <summary>The same after a deploy that put members between them, renamed one, and widened a number.</summary>
public static class SecondEnums
{
    [SessionName("Shop.Status")]
    public enum Status : long
    {
        [SessionName("Sent")]
        Shipped,
        Draft,
        Submitted,
        Paid,
    }

    [Flags]
    [SessionName("Shop.Rights")]
    public enum Rights : short
    {
        None = 0,
        Read = 1,
        Comment = 2,
        Write = 4,
        Admin = 8,
        All = Read | Comment | Write | Admin,
    }

    [SessionName("Shop.Order")]
    public sealed class Order
    {
        public Status Status { get; set; }

        public Status? Before { get; set; }

        public object? Boxed { get; set; }

        public Rights Rights { get; set; }

        public Status[] Steps { get; set; } = [];

        public Status[,]? Grid { get; set; }

        public HashSet<Status> Seen { get; set; } = [];

        public SortedSet<Status> Sorted { get; set; } = [];

        public Dictionary<Status, string> Names { get; set; } = [];

        public SortedDictionary<Status, int> Counts { get; set; } = [];

        public PriorityQueue<string, Status> Queue { get; set; } = new();

        public (Status Status, int Number) Pair { get; set; }

        public SortedSet<(Status Status, int Number)> Pairs { get; set; } = [];

        public Memory<Status> Memory { get; set; }

        public Status Carried { get; set; }

        public List<Status> CarriedSteps { get; set; } = [];
    }
}
