using Microsoft.Extensions.Options;

namespace Tidemark.AspNetCore;

internal sealed class TidemarkHttpOptionsValidator : IValidateOptions<TidemarkHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, TidemarkHttpOptions options)
    {
        var faults = CookieRules.Faults(options.Cookie).Concat(OtherFaults(options)).ToList();
        return faults.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{nameof(TidemarkHttpOptions)}: {string.Join(" ", faults)}");
    }

    private static IEnumerable<string> OtherFaults(TidemarkHttpOptions options)
    {
        if (!Enum.IsDefined(options.DefaultAccess))
            yield return $"DefaultAccess is {options.DefaultAccess}: use a value of SessionAccess.";
        if (options.FirstIdleTimeout is { } first && first <= TimeSpan.Zero)
            yield return $"FirstIdleTimeout is {first}: it must be more than zero, or null.";
        if (options.FailureStatus is < 500 or > 599)
            yield return $"FailureStatus is {options.FailureStatus}: it must be 500 to 599, for the fault is the server's.";
        if (options.RetryAfter < TimeSpan.Zero || options.RetryAfter > TimeSpan.FromDays(1))
            yield return $"RetryAfter is {options.RetryAfter}: it must be between zero and a day.";
        if (options.ClearSiteData is { } value && (value.Length == 0 || value.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0))
            yield return "ClearSiteData is empty or has control characters: leave it null for no header.";
    }
}
