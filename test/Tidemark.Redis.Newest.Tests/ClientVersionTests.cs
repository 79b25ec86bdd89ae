using StackExchange.Redis;

namespace Tidemark.Redis.Newest.Tests;

/// <summary>That this project tests what its name says.</summary>
public sealed class ClientVersionTests
{
    [Fact]
    public void The_client_is_a_newer_one_than_the_store_was_built_with()
    {
        var built = typeof(RedisStore).Assembly.GetReferencedAssemblies().Single(assembly => assembly.Name == "StackExchange.Redis").Version;
        Assert.True(typeof(ConnectionMultiplexer).Assembly.GetName().Version > built);
    }
}
