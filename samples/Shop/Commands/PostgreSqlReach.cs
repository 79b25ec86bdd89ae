using System.Net.Sockets;
using Npgsql;
using Shop.Nodes;

namespace Shop.Commands;

/// <summary>Looks whether there is a database before the shop opens: app servers would start without one, and wait for it.</summary>
internal static class PostgreSqlReach
{
    public static async Task EnsureAsync(SharedStore store, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(store.Configuration);
            await connection.OpenAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException or ArgumentException or FormatException)
        {
            // The connection string may hold a password.
            throw new NodeStartException(
                $"{store.Option}: the database cannot be reached ({fault.Message}). Name it as Npgsql takes it, such as "
                + "\"Host=localhost;Username=shop;Database=shop\".",
                fault);
        }
    }
}
