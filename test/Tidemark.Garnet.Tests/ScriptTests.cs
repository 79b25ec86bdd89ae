using StackExchange.Redis;
using Tidemark.Garnet.Tests.Servers;

namespace Tidemark.Garnet.Tests;

/// <summary>Why sessions do not work in Garnet. If one of these fails on a newer version, it is time to try the conformance kit again.</summary>
public sealed class ScriptTests : IAsyncLifetime
{
    private readonly GarnetInside _server = new("4m");

    private IDatabase _database = null!;

    public async ValueTask InitializeAsync() =>
        _database = (await ConnectionMultiplexer.ConnectAsync($"{_server.ConnectionString},asyncTimeout=30000")).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        await _database.Multiplexer.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Of_a_number_of_eight_bytes_the_lower_four_are_written_and_to_the_wrong_place()
    {
        var packed = (byte[]?)await _database.ScriptEvaluateAsync("return struct.pack('>I8', 258)");
        Assert.Equal(8, packed?.Length);
        Assert.Equal([0, 0, 1, 2], packed?[..4]);
    }

    [Fact]
    public async Task A_number_that_is_read_from_bytes_has_a_fraction_and_so_has_the_name_of_a_patch()
    {
        const string Script = @"return 'p:' .. struct.unpack('>I2', '\0\1') .. ':cart'";
        Assert.Equal("p:1.0:cart", (string?)await _database.ScriptEvaluateAsync(Script));
    }

    [Fact]
    public async Task A_server_whose_memory_is_full_drops_what_is_oldest_and_refuses_nothing()
    {
        const int Records = 12_000;
        var record = new byte[1000];
        for (var first = 0; first < Records; first += 100)
            await Task.WhenAll(Enumerable.Range(first, 100).Select(number => _database.HashSetAsync($"{number}", "record", record)));

        Assert.False(await _database.KeyExistsAsync("0"));
        Assert.True(await _database.KeyExistsAsync($"{Records - 1}"));
    }
}
