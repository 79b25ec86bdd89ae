using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Shapes;

public sealed class MemberTests
{
    private readonly GraphPlan<Plain> _plan = new GraphSerializer().PlanOf<Plain>();

    [Fact]
    public void Members_of_every_plain_type_come_back_as_they_were()
    {
        var seed = Random.Shared.Next();
        for (var i = 0; i < 2000; i++)
        {
            var plain = Plain.Random(seed + i);
            var bytes = _plan.Encode(plain);
            var copy = _plan.Decode(bytes);

            Assert.True(_plan.Compare(plain, bytes).IsSame, $"seed {seed + i}");
            foreach (var property in typeof(Plain).GetProperties())
                Assert.True(Equals(property.GetValue(plain), property.GetValue(copy)), $"seed {seed + i}: {property.Name}");
            Assert.Equal(plain.DateTime.Kind, copy.DateTime.Kind);
        }
    }

    [Fact]
    public void A_change_of_any_one_member_is_seen_and_named()
    {
        var properties = typeof(Plain).GetProperties();
        var seed = Random.Shared.Next();
        for (var i = 0; i < 2000; i++)
        {
            var plain = Plain.Random(seed + i);
            var baseline = _plan.Encode(plain);
            var other = Plain.Random(seed + i + 100_000);
            var property = properties[i % properties.Length];
            property.SetValue(plain, property.GetValue(other));

            var isSame = _plan.Encode(plain).AsSpan().SequenceEqual(baseline);
            var found = _plan.Compare(plain, baseline).FirstDifference;
            Assert.True(found == (isSame ? null : property.Name), $"seed {seed + i}: {property.Name} was changed, {found} was found");
        }
    }
}
