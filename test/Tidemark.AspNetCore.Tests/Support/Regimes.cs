using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

internal static class Regimes
{
    public static TidemarkBuilder Lenient(this TidemarkBuilder builder) => builder.Core(options => options.OnFailure = FailureRegime.Lenient);

    public static TidemarkBuilder Core(this TidemarkBuilder builder, Action<TidemarkOptions> configure)
    {
        builder.Services.Configure(configure);
        return builder;
    }
}
