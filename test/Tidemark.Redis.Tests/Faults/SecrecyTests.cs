using Microsoft.Extensions.Logging;

namespace Tidemark.Redis.Tests.Faults;

/// <summary>Every test here looks for ids in all that was logged: these show that it would find one.</summary>
public sealed class SecrecyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_id_or_a_name_in_any_log_line_would_be_found(bool isName)
    {
        var leak = new Leak();
        await leak.RunAsync(isName);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await leak.DisposeAsync());
    }

    private sealed class Leak : FaultTest
    {
        public async Task RunAsync(bool isName)
        {
            var server = await StartServerAsync();
            var visitor = await NewVisitorAsync(NewNode(server.ConnectionString));
            using var loggers = NewLoggers();
            loggers.CreateLogger<Leak>().LogTrace("Opened {Id}", isName ? NameOf(visitor.Id) : visitor.Id.Reveal());
        }
    }
}
