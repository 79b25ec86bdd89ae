namespace Tidemark.Bench.Graphs;

/// <summary>A page in a site's tree: a graph that is deeper than it is wide.</summary>
public sealed class Page
{
    public string Title { get; set; } = "";

    public int Visits { get; set; }

    public List<Page> Children { get; set; } = [];

    /// <summary>A spine of pages with three leaves each, 1,000 in all.</summary>
    public static Page Tree()
    {
        const int Levels = 250;
        var root = new Page { Title = "Home" };
        var at = root;
        for (var level = 1; level < Levels; level++)
        {
            var next = new Page { Title = $"Chapter {level}" };
            at.Children = [next, new Page { Title = $"Note {level}", Visits = level }, new Page { Title = "Index" }, new Page { Title = "Sources" }];
            at = next;
        }

        at.Children = [new Page { Title = "Afterword" }, new Page { Title = "Thanks" }, new Page { Title = "Imprint" }];
        return root;
    }
}

/// <summary>Somebody in an organisation, who knows his manager and his reports: a graph of cycles.</summary>
public sealed class Member
{
    public string Name { get; set; } = "";

    public int Grade { get; set; }

    public Member? Manager { get; set; }

    public List<Member> Reports { get; set; } = [];

    /// <summary>One head, ten managers, ten reports each.</summary>
    public static Member Organisation()
    {
        var head = new Member { Name = "Head", Grade = 9 };
        for (var i = 0; i < 10; i++)
        {
            var manager = new Member { Name = $"Manager {i}", Grade = 5, Manager = head };
            head.Reports.Add(manager);
            for (var j = 0; j < 10; j++)
                manager.Reports.Add(new Member { Name = $"Report {i}.{j}", Grade = 1, Manager = manager });
        }

        return head;
    }
}

/// <summary>What a visitor told of himself: mostly text.</summary>
public sealed class Profile
{
    public string Name { get; set; } = "";

    public string Mail { get; set; } = "";

    public string Biography { get; set; } = "";

    public string Signature { get; set; } = "";

    public int Visits { get; set; }

    public List<string> Interests { get; set; } = [];

    public Dictionary<string, string> Settings { get; set; } = [];

    public static Profile Visitor() => new()
    {
        Name = "Margarethe Lindqvist-Oyelaran",
        Mail = "margarethe@example.org",
        Biography = string.Join(' ', Enumerable.Range(0, 120).Select(i => $"In the year {1900 + i} the tide rose by {i * 37 % 91} cm.")),
        Signature = "Με εκτίμηση, Μαργαρίτα",
        Visits = 812,
        Interests = [.. Enumerable.Range(0, 40).Select(i => $"harbour number {i}")],
        Settings = Enumerable.Range(0, 40).ToDictionary(i => $"setting.{i}", i => $"value {i * 7} of this setting"),
    };
}
