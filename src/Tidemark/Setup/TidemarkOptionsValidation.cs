using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Tidemark.Stores;

namespace Tidemark;

/// <summary>Looks at all options at start-up, and tells all faults at once.</summary>
internal sealed class TidemarkOptionsValidation : IValidateOptions<TidemarkOptions>
{
    private const int ShortestSecret = 32;
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(45);

    public ValidateOptionsResult Validate(string? name, TidemarkOptions options) =>
        FindFaults(options) is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

    public static IReadOnlyList<string> FindFaults(TidemarkOptions options) => FindFaults(options, RuntimeFeature.IsDynamicCodeSupported);

    public static IReadOnlyList<string> FindFaults(TidemarkOptions options, bool compilesCode)
    {
        var faults = new List<string>();
        if (!compilesCode && !options.Serializers.HasOneForAll)
        {
            faults.Add(
                "This process cannot compile code at run time, because it was published with Native AOT, and attributes are kept by such code. Publish "
                + "without PublishAot, or give TidemarkOptions.Serializers.UseForAll a serialiser, such as a JsonAttributeSerializer with a "
                + "source-generated context.");
        }

        void Check(bool holds, string option, object? value, string must)
        {
            if (!holds)
                faults.Add($"TidemarkOptions.{option} is {value ?? "null"}, and must be {must}.");
        }

        void CheckWait(TimeSpan value, string option) =>
            Check(value > TimeSpan.Zero && value <= LongestTimer, option, value, $"more than zero and at most {LongestTimer.Days} days");

        Check(options.Application is not null, nameof(options.Application), options.Application, "a name");
        Check(
            options.Application is null || WellFormed.Is(options.Application),
            nameof(options.Application),
            "cut between two characters",
            "text: it has half of a surrogate pair");
        Check(options.IdleTimeout > TimeSpan.Zero, nameof(options.IdleTimeout), options.IdleTimeout, "more than zero");
        Check(
            options.AbsoluteTimeout >= options.IdleTimeout,
            nameof(options.AbsoluteTimeout),
            options.AbsoluteTimeout,
            "no less than TidemarkOptions.IdleTimeout; TimeSpan.MaxValue means never");
        CheckWait(options.LockWaitTimeout, nameof(options.LockWaitTimeout));
        Check(options.LockQueueLimit >= 0, nameof(options.LockQueueLimit), options.LockQueueLimit, "zero or more");
        Check(options.MaxCachedSessions > 0, nameof(options.MaxCachedSessions), options.MaxCachedSessions, "more than zero");
        Check(options.MaxCachedBytes > 0, nameof(options.MaxCachedBytes), options.MaxCachedBytes, "more than zero");
        Check(
            options.NodeLease >= TimeSpan.FromSeconds(1) && options.NodeLease <= LongestTimer,
            nameof(options.NodeLease),
            options.NodeLease,
            $"at least 1 second and at most {LongestTimer.Days} days");
        CheckWait(options.StoreTimeout, nameof(options.StoreTimeout));
        Check(
            options.MaxAttributeBytes > 0 && options.MaxAttributeBytes <= options.MaxSessionBytes,
            nameof(options.MaxAttributeBytes),
            options.MaxAttributeBytes,
            "more than zero and no more than TidemarkOptions.MaxSessionBytes");
        Check(options.MaxAttributes > 0, nameof(options.MaxAttributes), options.MaxAttributes, "more than zero");
        CheckWait(options.SweepInterval, nameof(options.SweepInterval));
        Check(options.SessionsPerUser is null or > 0, nameof(options.SessionsPerUser), options.SessionsPerUser, "more than zero, or null for no limit");
        Check(
            options.UserIndexSecret is null or { Length: >= ShortestSecret },
            nameof(options.UserIndexSecret),
            "too short",
            $"null or at least {ShortestSecret} characters long, from a secure random source");
        Check(Enum.IsDefined(options.OnUserLimit), nameof(options.OnUserLimit), options.OnUserLimit, "RefuseNewest or EndOldest");
        Check(Enum.IsDefined(options.OnFailure), nameof(options.OnFailure), options.OnFailure, "Strict or Lenient");
        Check(Enum.IsDefined(options.OnThrow), nameof(options.OnThrow), options.OnThrow, "Discard or Commit");
        return faults;
    }
}
