using System.Net;
using System.Net.Mail;
using System.Text.RegularExpressions;

namespace Tidemark.Graph.Tests.Codecs;

/// <summary>Foreign types, kept as the plain values that the application makes of them.</summary>
public sealed class ConversionTests
{
    private static readonly GraphSerializer Serializer = new(new GraphOptions
    {
        KnownTypes = { typeof(MailAddress), typeof(Regex) },
    }
    .Convert<IPNetwork, (string Address, int Length)>(
        net => (net.BaseAddress.ToString(), net.PrefixLength), kept => new IPNetwork(IPAddress.Parse(kept.Address), kept.Length))
    .Convert<MailAddress>(mail => mail.ToString(), text => new MailAddress(text))
    .Convert<Regex, (string Pattern, RegexOptions Options)>(regex => (regex.ToString(), regex.Options), kept => new Regex(kept.Pattern, kept.Options)));

    [Fact]
    public void Foreign_values_come_back_wherever_they_stand()
    {
        var plan = Serializer.PlanOf<Rules>();
        var rules = Rules.Some();
        var bytes = plan.Encode(rules);

        var copy = plan.Decode(bytes);

        Assert.Equal(rules.Network, copy.Network);
        Assert.Equal(rules.Admin!.Address, copy.Admin!.Address);
        Assert.Null(copy.Nobody);
        Assert.Equal(rules.Networks, copy.Networks);
        Assert.Equal(rules.ByNetwork, copy.ByNetwork);
        Assert.Equal(rules.Pairs, copy.Pairs);
        Assert.Equal("^a+$", Assert.IsType<Regex>(copy.Anything).ToString());
        Assert.Equal(RegexOptions.IgnoreCase, copy.Patterns[1]!.Options);
        Assert.Null(copy.Patterns[0]);
        Assert.True(plan.IsSame(rules, bytes));
        Assert.True(plan.IsSame(copy, bytes));
    }

    [Fact]
    public void A_change_of_a_foreign_value_is_told_by_path_and_by_a_small_patch()
    {
        var plan = Serializer.PlanOf<Rules>();
        var rules = Rules.Some();
        rules.Notes = new string('n', 400);
        var bytes = plan.Encode(rules);
        rules.Admin = new MailAddress("other@example.org");
        rules.Networks[1] = IPNetwork.Parse("192.0.2.32/28");
        rules.Networks.Add(IPNetwork.Parse("192.0.2.48/28"));

        var found = plan.Compare(rules, bytes);

        Assert.Equal(["Admin", "Networks"], found.Changes.Order());
        Assert.InRange(found.Patch!.Bytes.Length, 1, 120);
        Assert.True(plan.IsSame(rules, found.Patch.Apply(bytes)));
        Assert.Equal(rules.Networks, plan.Decode(found.Patch.Apply(bytes)).Networks);
    }

    [Fact]
    public void A_schema_reads_foreign_values_as_what_they_were_converted_to()
    {
        var plan = Serializer.PlanOf<Rules>();

        var node = GraphSchema.Parse(plan.Schema.Bytes.Span).Read(plan.Encode(Rules.Some()));

        Assert.Contains("ops@example.org", node.Find("Admin")!.ToString(), StringComparison.Ordinal);
        Assert.Contains("192.0.2.0", node.Find("Network.Item1")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_conversion_throws_ends_in_the_typed_errors()
    {
        var broken = new GraphSerializer(new GraphOptions().Convert<MailAddress>(_ => throw new FormatException(), _ => throw new FormatException()));
        var bytes = Serializer.PlanOf<MailAddress>().Encode(new MailAddress("a@example.org"));

        Assert.Throws<GraphException>(() => broken.PlanOf<MailAddress>().Encode(new MailAddress("a@example.org")));
        Assert.Throws<GraphFormatException>(() => broken.PlanOf<MailAddress>().Decode(bytes));
    }

    [Fact]
    public void Types_that_the_engine_keeps_itself_are_not_converted()
    {
        Assert.Throws<ArgumentException>(() => new GraphOptions().Convert<Uri>(uri => uri.ToString(), text => new Uri(text)));
        Assert.Throws<ArgumentException>(() => new GraphOptions().Convert<List<int>>(_ => "", _ => []));
        Assert.Throws<ArgumentException>(() => new GraphOptions()
            .Convert<MailAddress>(mail => mail.Address, text => new MailAddress(text))
            .Convert<MailAddress>(mail => mail.Address, text => new MailAddress(text)));
    }

    private sealed class Rules
    {
        public IPNetwork Network { get; set; }

        public MailAddress? Admin { get; set; }

        public MailAddress? Nobody { get; set; }

        public List<IPNetwork> Networks { get; set; } = [];

        public Dictionary<IPNetwork, string> ByNetwork { get; set; } = [];

        public List<(IPNetwork Network, int Port)> Pairs { get; set; } = [];

        public Regex?[] Patterns { get; set; } = [];

        public object? Anything { get; set; }

        public string Notes { get; set; } = "";

        public static Rules Some() => new()
        {
            Network = IPNetwork.Parse("192.0.2.0/24"),
            Admin = new MailAddress("ops@example.org", "Operations"),
            Networks = [IPNetwork.Parse("192.0.2.0/28"), IPNetwork.Parse("192.0.2.16/28")],
            ByNetwork = { [IPNetwork.Parse("192.0.2.0/28")] = "left", [IPNetwork.Parse("192.0.2.16/28")] = "right" },
            Pairs = [(IPNetwork.Parse("192.0.2.0/28"), 80)],
            Patterns = [null, new Regex("b", RegexOptions.IgnoreCase)],
            Anything = new Regex("^a+$"),
        };
    }
}
