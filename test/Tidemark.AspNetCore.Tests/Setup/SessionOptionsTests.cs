using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tidemark.AspNetCore.Tests;

/// <summary>Options of the framework's own session, left over in an application that has moved.</summary>
public sealed class SessionOptionsTests
{
    [Fact]
    public async Task Whoever_configures_them_is_told_that_nobody_reads_them()
    {
        await using var site = await Site.StartAsync(
            Shelf.MapOn, setup: builder => builder.Services.Configure<SessionOptions>(options => options.IdleTimeout = TimeSpan.FromHours(1)));

        Assert.Contains(site.Log.Lines, line => line.Id == 109 && line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Others_are_not_bothered()
    {
        await using var site = await Site.StartAsync(
            Shelf.MapOn, setup: builder => builder.Services.AddControllersWithViews().AddSessionStateTempDataProvider());

        Assert.False(site.Log.Has(109));
    }
}
