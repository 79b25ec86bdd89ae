using FsCheck;
using FsCheck.Fluent;

namespace Tidemark.Tests.Leases.Attributes;

/// <summary>One thing that happens to the locks of a session. Attributes are letters.</summary>
internal abstract record LockStep
{
    public const int Owners = 4;

    public const string Attributes = "abcd";

    /// <summary>Steps that happen in any order; what matters happens often.</summary>
    public static Arbitrary<LockStep[]> Scripts()
    {
        var owner = Gen.Choose(0, Owners - 1);
        var names = Gen.Elements(Attributes.ToCharArray()).NonEmptyListOf().Select(letters => string.Concat(letters.Take(3)));
        var name = Gen.Elements(Attributes.ToCharArray()).Select(letter => letter.ToString());
        var patience = Gen.Elements(1, 3, 10, 1000);
        var step = Gen.Frequency(
            (10, owner.Zip(name, (who, what) => (who, what)).Zip(patience, LockStep (take, wait) => new Take(take.who, take.what, wait))),
            (4, owner.Zip(names, (who, what) => (who, what)).Zip(patience, LockStep (take, wait) => new Take(take.who, take.what, wait))),
            (4, owner.Select(LockStep (who) => new Release(who))),
            (2, Gen.Choose(0, 5).Select(LockStep (which) => new Cancel(which))),
            (2, Gen.Choose(1, 4).Select(LockStep (seconds) => new Advance(seconds))));
        return Arb.From(Gen.Choose(1, 60).SelectMany(count => step.ArrayOf(count)), Shrink);
    }

    private static IEnumerable<LockStep[]> Shrink(LockStep[] script)
    {
        for (var length = script.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= script.Length; start += length)
                yield return [.. script[..start], .. script[(start + length)..]];
        }
    }

    /// <summary>One name: alone. Several: together, in this order.</summary>
    internal sealed record Take(int Owner, string Names, int Patience) : LockStep;

    internal sealed record Release(int Owner) : LockStep;

    /// <summary>Cancels one of the pending takes.</summary>
    internal sealed record Cancel(int Which) : LockStep;

    internal sealed record Advance(int Seconds) : LockStep;
}
