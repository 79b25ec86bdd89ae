using Npgsql;
using Tidemark.Stores;

namespace Tidemark.PostgreSql.Tests;

/// <summary>What callers are told of an error: whether anything was written, whether it may pass soon, and what to do.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("57P01")]
    [InlineData("57P02")]
    [InlineData("08006")]
    [InlineData("08P01")]
    public void Whether_it_wrote_is_not_known_of_a_server_that_ended_the_connection_after_it_was_asked(string error)
    {
        Assert.IsType<StoreUnavailableException>(Of(error, isSent: true));
        Assert.IsType<StoreRefusedException>(Of(error, isSent: false));
    }

    [Theory]
    [InlineData("57P01", true, "stops or starts")]
    [InlineData("57P03", true, "stops or starts")]
    [InlineData("57014", true, "statement_timeout")]
    [InlineData("08006", true, "see the inner exception")]
    [InlineData("25006", true, "Target Session Attributes=primary")]
    [InlineData("40001", true, "see the inner exception")]
    [InlineData("40P01", true, "see the inner exception")]
    [InlineData("53300", true, "takes no more connections")]
    [InlineData("53200", true, "no memory")]
    [InlineData("55P03", true, "see the inner exception")]
    [InlineData("26000", true, "PostgreSqlStoreOptions.Prepares")]
    [InlineData("42P05", true, "PostgreSqlStoreOptions.Prepares")]
    [InlineData("53100", false, "disk is full")]
    [InlineData("42501", false, "lacks permission")]
    [InlineData("42P01", false, "its tables are not there")]
    [InlineData("42703", false, "its tables are not there")]
    [InlineData("3F000", false, "its tables are not there")]
    [InlineData("28P01", false, "the user or the password")]
    [InlineData("28000", false, "the user or the password")]
    [InlineData("3D000", false, "no such database")]
    [InlineData("23505", false, "see the inner exception")]
    public void An_error_of_the_server_says_what_to_do_and_whether_it_may_pass_soon(string error, bool mayPassSoon, string remedy)
    {
        var refused = Assert.IsType<StoreRefusedException>(Of(error, isSent: false));
        Assert.Equal(mayPassSoon, refused.MayPassSoon);
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
        Assert.Contains("could not test", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_answer_it_counts_whether_the_server_was_asked()
    {
        foreach (var cause in new Exception[] { new NpgsqlException(), new TimeoutException(), new System.Net.Sockets.SocketException(), new IOException() })
        {
            Assert.IsType<StoreUnavailableException>(PostgreSqlFailure.Of("test", cause, isSent: true));
            Assert.True(Assert.IsType<StoreRefusedException>(PostgreSqlFailure.Of("test", cause, isSent: false)).MayPassSoon);
        }
    }

    [Fact]
    public void What_has_nothing_to_do_with_the_server_is_left_as_it_is()
    {
        Assert.Null(PostgreSqlFailure.Of("test", new InvalidOperationException(), isSent: true));
        Assert.Null(PostgreSqlFailure.Of("test", new StoreRefusedException("told already"), isSent: true));
        Assert.Null(PostgreSqlFailure.Of("test", new ObjectDisposedException(typeof(PostgreSqlStore).FullName), isSent: true));
        Assert.False(Assert.IsType<StoreRefusedException>(PostgreSqlFailure.Of("test", new ObjectDisposedException("source"), isSent: true)).MayPassSoon);
    }

    private static StoreException? Of(string error, bool isSent) => PostgreSqlFailure.Of("test", new PostgresException("", "ERROR", "ERROR", error), isSent);
}
