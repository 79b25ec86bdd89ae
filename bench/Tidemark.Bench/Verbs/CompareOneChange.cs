using Tidemark.Bench.Models;

namespace Tidemark.Bench.Verbs;

/// <summary>One quantity in the middle of the cart was changed; Tidemark answers with its path.</summary>
public class CompareOneChange : CompareBenchmark
{
    private Cart _live = null!;

    protected override bool IsSame => false;

    protected override Cart Live => _live;

    protected override void Verify()
    {
        _live = Carts.WithOneChange(Lines);
        base.Verify();
        Require(Plan.Compare(_live, GraphBytes).FirstDifference == $"Lines[{Lines / 2}].Quantity", "Tidemark names the difference");
    }
}
