using Tidemark.Redis;

namespace Tidemark.Tool.Reading;

/// <summary>The store, and what the application that uses it says of itself.</summary>
/// <param name="Address">The store.</param>
/// <param name="Application">See <see cref="TidemarkOptions.Application"/>; null if the operator did not say.</param>
internal sealed record StoreChoice(StoreAddress Address, string? Application)
{
    /// <summary>What keys in Redis begin with; null for what follows from the application's name.</summary>
    public string? Prefix { get; init; }

    /// <summary>The schema of the tables in PostgreSQL; null for the default.</summary>
    public string? Schema { get; init; }

    /// <summary>See <see cref="TidemarkOptions.UserIndexSecret"/>.</summary>
    public string? UserSecret { get; init; }

    /// <summary>The store for people and logs, and where in it the application's sessions are; without a password.</summary>
    public override string ToString() => Address.Kind switch
    {
        StoreKind.Redis => $"{Address} ({NeedPrefix()})",
        StoreKind.PostgreSql when Schema is not null => $"{Address} (schema {Schema})",
        _ => $"{Address}",
    };

    /// <summary>What keys in Redis begin with.</summary>
    /// <exception cref="ToolException">The operator did not say.</exception>
    public string NeedPrefix() => Prefix ?? RedisKeys.PrefixOf(NeedApplication("A session in Redis"));

    /// <summary>The application's name, which makes the keys of ids and users.</summary>
    /// <exception cref="ToolException">The operator did not say.</exception>
    public string NeedApplication(string what) => Application ?? throw ToolException.WrongUse(
        $"{what} is stored under a key that depends on the application's name: say --application NAME. It is TidemarkOptions.Application, by default "
        + "the name of the application's entry assembly.");
}
