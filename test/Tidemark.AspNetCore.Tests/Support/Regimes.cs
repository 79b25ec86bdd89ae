namespace Tidemark.AspNetCore.Tests;

internal static class Regimes
{
    public static TidemarkBuilder Lenient(this TidemarkBuilder builder) =>
        builder.Configure(options => options.OnFailure = FailureRegime.Lenient);
}
