using Microsoft.AspNetCore.Http;

namespace Tidemark.AspNetCore.Tests;

/// <summary>What a page that looked into its session says to caches in the end.</summary>
public sealed class CacheControlTests
{
    [Theory]
    [InlineData(null, "private")]
    [InlineData("", "private")]
    [InlineData("public", "private")]
    [InlineData("public, max-age=60", "max-age=60, private")]
    [InlineData("PUBLIC, S-MAXAGE=60, must-revalidate", "must-revalidate, private")]
    [InlineData("max-age=60", "max-age=60, private")]
    [InlineData("s-maxage=60, private", "private")]
    [InlineData("no-store", "no-store")]
    [InlineData("no-cache, no-store", "no-cache, no-store")]
    [InlineData("no-cache", "no-cache")]
    [InlineData("no-cache, public", "no-cache, private")]
    [InlineData("private, max-age=5", "private, max-age=5")]
    [InlineData("public, max-age=, =", "private")]
    public void What_a_page_says_of_caches_is_made_private(string? said, string expected)
    {
        var context = new DefaultHttpContext();
        context.Response.Headers.CacheControl = said;

        SharedCaches.MarkPrivate(context.Response);

        Assert.Equal(expected, context.Response.Headers.CacheControl.ToString());
    }
}
