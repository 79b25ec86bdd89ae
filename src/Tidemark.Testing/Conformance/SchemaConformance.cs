using Tidemark.Stores;
using Xunit;

namespace Tidemark.Testing;

/// <summary>That schemas are kept for all, as they were published first.</summary>
public abstract class SchemaConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : StoreFixture, new()
{
    // Each test has fingerprints of its own: a store may be shared by tests. The highest bit is set, as for half of all hashes.
    private readonly ulong _fingerprint = (ulong)Random.Shared.NextInt64() | (1UL << 63);

    [Fact]
    public async Task A_published_schema_is_read_as_it_was_published()
    {
        byte[] schema = [1, 0, 255, 7];
        await PublishAsync(_fingerprint, schema);
        await AssertSchemaAsync(schema, _fingerprint);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public async Task Every_fingerprint_is_one(ulong fingerprint)
    {
        await PublishAsync(fingerprint, [5]);
        Assert.NotNull(await Store.ReadSchemaAsync(fingerprint, default));
    }

    [Fact]
    public async Task A_schema_that_nobody_published_is_not_there()
    {
        await PublishAsync(_fingerprint, [1]);
        Assert.Null(await Store.ReadSchemaAsync(_fingerprint ^ 1, default));
    }

    [Fact]
    public async Task The_schema_that_was_published_first_stays()
    {
        await PublishAsync(_fingerprint, [1, 2, 3]);
        await PublishAsync(_fingerprint, [1, 2, 3]);
        await PublishAsync(_fingerprint, [4]);
        await AssertSchemaAsync([1, 2, 3], _fingerprint);
    }

    [Fact]
    public async Task Many_nodes_may_publish_at_once()
    {
        byte[][] schemas = [.. Enumerable.Range(0, 8).Select(i => new byte[] { (byte)i, 1, 2, 3 })];
        await Task.WhenAll(Enumerable.Range(0, 160).Select(i => Task.Run(() => PublishAsync(_fingerprint + (ulong)(i % 8), schemas[i % 8]))));
        for (var i = 0; i < schemas.Length; i++)
            await AssertSchemaAsync(schemas[i], _fingerprint + (ulong)i);
    }

    [Fact]
    public async Task The_longest_schema_is_kept_and_a_longer_one_refused()
    {
        var longest = new byte[IPrimaryStore.MaxSchemaBytes];
        Random.Shared.NextBytes(longest);
        await PublishAsync(_fingerprint, longest);
        await AssertSchemaAsync(longest, _fingerprint);

        await Assert.ThrowsAsync<ArgumentException>(() => PublishAsync(_fingerprint + 1, new byte[IPrimaryStore.MaxSchemaBytes + 1]));
        Assert.Null(await Store.ReadSchemaAsync(_fingerprint + 1, default));
    }

    [Fact]
    public async Task Schemas_outlive_the_sessions_and_are_not_swept()
    {
        await PublishAsync(_fingerprint, [9]);
        await CreateAsync(NewKey(), Whole("a", 1));
        Time.Advance(TimeSpan.FromDays(1000));
        await Store.SweepAsync(100, default);
        await AssertSchemaAsync([9], _fingerprint);
    }

    [Fact]
    public async Task A_cancelled_publication_publishes_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.PublishSchemaAsync(_fingerprint, new byte[] { 1 }, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ReadSchemaAsync(_fingerprint, cancelled));
        Assert.Null(await Store.ReadSchemaAsync(_fingerprint, default));
    }

    private async Task PublishAsync(ulong fingerprint, byte[] schema) => await Store.PublishSchemaAsync(fingerprint, schema, default);

    private async Task AssertSchemaAsync(byte[] expected, ulong fingerprint)
    {
        var found = await Store.ReadSchemaAsync(fingerprint, default);
        Assert.True(found.HasValue);
        Assert.Equal(expected, found.Value.ToArray());
    }
}
