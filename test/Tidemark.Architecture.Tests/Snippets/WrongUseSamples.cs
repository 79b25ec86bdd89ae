using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Architecture.Tests.Snippets;

internal static class WrongUseSamples
{
    public static void Check(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark(options => options.CheckUse = true);
    }
}
