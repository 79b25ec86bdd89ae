using System.Reflection;
using System.Reflection.Emit;
using Tidemark.Graph.Tests.Models;

namespace Tidemark.Graph.Tests.Shapes
{
    public sealed class UnusualRefusalTests
    {
        private readonly GraphSerializer _serializer = new();

        [Fact]
        public void A_pointer_is_refused()
        {
            var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<WithPointer>());

            Assert.Equal("Address", refused.Path);
            Assert.Contains("pointer", refused.Message);
        }

        [Fact]
        public void A_database_context_is_refused_with_what_to_keep_instead()
        {
            var refused = Assert.Throws<GraphException>(() => _serializer.PlanOf<List<ShopContext>>());

            Assert.Equal("[]", refused.Path);
            Assert.Contains("Keep keys or plain objects", refused.Message);
        }

        [Fact]
        public void A_proxy_that_was_made_at_run_time_is_refused_where_it_stands()
        {
            var plan = _serializer.PlanOf<Order>();
            var order = new Order { Anything = MakeProxy() };

            var refused = Assert.Throws<GraphException>(() => plan.Encode(order));

            Assert.Equal("Anything", refused.Path);
            Assert.Contains("proxy", refused.Message);
        }

        [Fact]
        public void A_proxy_of_the_declared_class_is_refused_too()
        {
            var plan = _serializer.PlanOf<Page<Open>>();

            var refused = Assert.Throws<GraphException>(() => plan.Encode(new Page<Open>((Open)MakeProxy(typeof(Open)))));

            Assert.Equal("_first", refused.Path);
        }

        private static object MakeProxy(Type? parent = null)
        {
            var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Proxies"), AssemblyBuilderAccess.Run);
            var type = assembly.DefineDynamicModule("Proxies").DefineType("Proxy", TypeAttributes.Public, parent);
            return System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type.CreateType());
        }

        public sealed unsafe class WithPointer
        {
            public int* Address;
        }

        public class Open;

        public sealed class ShopContext : Microsoft.EntityFrameworkCore.DbContext;
    }
}

namespace Microsoft.EntityFrameworkCore
{
    /// <summary>Has the name of the real one, and nothing else.</summary>
    public abstract class DbContext;
}
