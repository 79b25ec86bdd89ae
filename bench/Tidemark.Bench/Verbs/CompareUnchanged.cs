using Tidemark.Bench.Models;

namespace Tidemark.Bench.Verbs;

/// <summary>The common case: a request that looked at the cart and changed nothing.</summary>
public class CompareUnchanged : CompareBenchmark
{
    protected override bool IsSame => true;

    protected override Cart Live => Cart;
}
