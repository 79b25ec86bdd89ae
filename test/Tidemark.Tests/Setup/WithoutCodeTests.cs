using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Graph;

namespace Tidemark.Tests.Setup;

/// <summary>What applications are told that are published with Native AOT, or trimmed.</summary>
public sealed class WithoutCodeTests
{
    [Fact]
    public void A_process_that_cannot_compile_code_does_not_start_without_a_serialiser_for_all()
    {
        var options = new TidemarkOptions { Application = "test" };
        var fault = Assert.Single(TidemarkOptionsValidation.FindFaults(options, compilesCode: false));
        Assert.Contains("Native AOT", fault, StringComparison.Ordinal);
        Assert.Contains("UseForAll", fault, StringComparison.Ordinal);
        Assert.Empty(TidemarkOptionsValidation.FindFaults(options, compilesCode: true));

        options.Serializers.Use<string>(new JsonAttributeSerializer());
        Assert.Single(TidemarkOptionsValidation.FindFaults(options, compilesCode: false));
        options.Serializers.UseForAll(new JsonAttributeSerializer(name: "all"));
        Assert.Empty(TidemarkOptionsValidation.FindFaults(options, compilesCode: false));
    }

    [Fact]
    public void Whoever_makes_the_engine_is_told_what_it_needs()
    {
        MemberInfo[] entries = [typeof(CoreRegistration).GetMethod(nameof(CoreRegistration.AddTidemarkCore))!, .. typeof(GraphSerializer).GetConstructors()];
        Assert.Equal(2, entries.Length);
        Assert.All(entries, entry =>
        {
            Assert.Contains("TrimmerRootAssembly", entry.GetCustomAttribute<RequiresUnreferencedCodeAttribute>()!.Message, StringComparison.Ordinal);
            Assert.Contains("UseForAll", entry.GetCustomAttribute<RequiresDynamicCodeAttribute>()!.Message, StringComparison.Ordinal);
        });
    }
}
