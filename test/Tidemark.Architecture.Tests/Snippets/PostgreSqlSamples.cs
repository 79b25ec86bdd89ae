using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Tidemark.Architecture.Tests.Snippets;

/// <summary>The samples of docs/guide/postgresql.md.</summary>
internal static class PostgreSqlSamples
{
    public static void Named(WebApplicationBuilder builder, string password)
    {
        builder.Services.AddTidemark().UsePostgreSql("Host=db;Database=shop;Username=shop;Password=" + password);
    }

    public static void Shared(WebApplicationBuilder builder, string connectionString)
    {
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString));
        builder.Services.AddTidemark().UsePostgreSql();
    }

    public static void Configured(WebApplicationBuilder builder, string connectionString)
    {
        builder.Services.AddTidemark().UsePostgreSql(options =>
        {
            options.ConnectionString = connectionString;
            options.Schema = "shop_sessions";
            options.CreatesTables = false;
        });
    }
}
