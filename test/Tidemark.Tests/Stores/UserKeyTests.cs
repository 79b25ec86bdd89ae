using System.Text;
using Tidemark.Stores;

namespace Tidemark.Tests.Stores;

public sealed class UserKeyTests
{
    [Fact]
    public void A_key_is_the_same_after_its_bytes_were_stored()
    {
        var key = UserKey.From("shop", "ada");
        Assert.Equal(UserKey.Size, key.Bytes.Length);
        Assert.Equal(key, UserKey.FromBytes(key.Bytes));
        Assert.Equal(key.GetHashCode(), UserKey.FromBytes(key.Bytes).GetHashCode());
        Assert.True(UserKey.FromBytes([]).IsNone);
        Assert.True(UserKey.None.Bytes.IsEmpty);
        Assert.Throws<ArgumentException>(() => UserKey.FromBytes(new byte[UserKey.Size - 1]));
    }

    [Fact]
    public void Users_and_applications_are_told_apart()
    {
        var keys = new[] { UserKey.From("shop", "ada"), UserKey.From("shop", "bob"), UserKey.From("forum", "ada"), UserKey.From("shopa", "da"), UserKey.None };
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void With_a_secret_only_who_knows_it_can_tell_whose_a_key_is()
    {
        var secrets = new[] { "", "of the shop", "of another" }.Select(Encoding.UTF8.GetBytes).ToArray();
        var guesses = secrets.SelectMany(secret => new[] { "ada", "bob" }.Select(user => UserKey.From("shop", user, secret))).ToArray();
        Assert.Equal(guesses.Length, guesses.Distinct().Count());
        Assert.Equal(UserKey.From("shop", "ada"), guesses[0]);
        Assert.Equal(guesses[2], UserKey.From("shop", "ada", secrets[1]));
    }

    [Fact]
    public void A_key_names_nobody()
    {
        Assert.Equal(8, UserKey.From("shop", "ada").ToString().Length);
        Assert.Equal("(nobody)", UserKey.None.ToString());
        Assert.Throws<ArgumentException>(() => UserKey.From("shop", ""));
    }
}
