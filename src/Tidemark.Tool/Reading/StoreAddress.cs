using System.Net;
using Npgsql;
using StackExchange.Redis;

namespace Tidemark.Tool.Reading;

/// <summary>Which store: its kind, and where it is as the application's own configuration has it. That may hold a password.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Where">A path, or what StackExchange.Redis or Npgsql takes.</param>
internal sealed record StoreAddress(StoreKind Kind, string Where)
{
    public const string Forms = "sqlite:PATH, redis:HOST:PORT or postgres:\"Host=...;Username=...;Database=...\"";

    /// <summary>Reads <c>kind:where</c>.</summary>
    /// <exception cref="ToolException">It is nothing like that.</exception>
    public static StoreAddress Parse(string text)
    {
        var (kind, where) = text.Split(':', 2) is [var first, var rest] ? (KindOf(first), rest) : (null, "");
        if (kind is not { } known)
            throw ToolException.WrongUse($"--store names no kind of store that this tool knows: write {Forms}.");
        if (where.StartsWith("//", StringComparison.Ordinal))
            throw ToolException.WrongUse($"--store takes no URL. Name the store as the application's configuration does: {Forms}.");
        if (string.IsNullOrWhiteSpace(where))
            throw ToolException.WrongUse($"--store does not say where the store is: write {Forms}.");
        return new StoreAddress(known, where);
    }

    /// <summary>The store's name for people and logs: without a user's password.</summary>
    public override string ToString() => Kind switch
    {
        StoreKind.Sqlite => $"sqlite:{Path.GetFullPath(Where)}",
        StoreKind.Redis => $"redis:{Servers()}",
        _ => $"postgres:{Database()}",
    };

    private static StoreKind? KindOf(string name) => name.ToLowerInvariant() switch
    {
        "sqlite" => StoreKind.Sqlite,
        "redis" => StoreKind.Redis,
        "postgres" or "postgresql" => StoreKind.PostgreSql,
        _ => null,
    };

    private string Servers()
    {
        try
        {
            return string.Join(',', ConfigurationOptions.Parse(Where).EndPoints.Select(NameOf));
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            return "(unreadable)";
        }
    }

    private static string NameOf(EndPoint point) => point is DnsEndPoint { Port: var port, Host: var host } ? port == 0 ? host : $"{host}:{port}" : $"{point}";

    private string Database()
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(Where);
            return $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or InvalidCastException)
        {
            return "(unreadable)";
        }
    }
}

/// <summary>The engines that the tool knows.</summary>
internal enum StoreKind
{
    Sqlite,
    Redis,
    PostgreSql,
}
