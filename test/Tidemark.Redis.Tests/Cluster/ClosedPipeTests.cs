using System.IO.Pipelines;
using Tidemark.Stores;

namespace Tidemark.Redis.Tests.Cluster;

/// <summary>A connection that is given up under a call, as it happens once in some twenty fail-overs.</summary>
public sealed class ClosedPipeTests
{
    [Fact]
    public void A_call_whose_pipe_was_closed_under_it_found_no_store()
    {
        var pipe = new Pipe();
        pipe.Reader.Complete();
        pipe.Writer.Complete();

        foreach (var failure in new[] { Record.Exception(() => pipe.Reader.TryRead(out _)), Record.Exception(() => pipe.Writer.GetMemory()) })
            Assert.IsType<StoreUnavailableException>(RedisFailure.Of("commit a session", failure!));
    }

    [Fact]
    public void Wrong_use_stays_what_it_is() => Assert.Null(RedisFailure.Of("commit a session", new InvalidOperationException("Used wrongly.")));
}
