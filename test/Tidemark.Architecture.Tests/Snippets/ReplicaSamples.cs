using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Replication;

namespace Tidemark.Architecture.Tests.Snippets;

/// <summary>The samples of docs/guide/replicas.md.</summary>
internal static class ReplicaSamples
{
    public static void Standby(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark()
            .UseRedis("redis-a:6379")
            .WithStandby(standby => standby.UsePostgreSql("Host=db-b;Database=shop"));
    }

    public static void Copy(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark().UseSqlite("sessions.db").ReplicateTo(replica => replica.UseRedis("elsewhere:6379"));
    }

    public static void Rules(TidemarkBuilder builder, Action<string, string, IReadOnlyList<string>> audit)
    {
        builder
            .WithStandby(standby => standby.UseRedis("b"), options =>
            {
                options.Rules.Comparison = ReplicaComparison.ObjectGraph;          // the default
                options.Rules.Compare("thumbnail*", ReplicaComparison.Binary);
                options.Rules.Withhold("payment");                                 // an attribute never leaves
                options.Rules.Withhold("cart.Notes").Withhold("*.CardNumber");     // nor do members
                options.Observer = change => audit(change.Session, change.Attribute, change.Paths);
            });
    }
}
