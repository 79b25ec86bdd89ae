using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.Architecture.Tests.Snippets;

internal static class SerializerSamples
{
    public static void Json(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark(options => options.Serializers
            .Use<Invoice>(new JsonAttributeSerializer(new() { TypeInfoResolver = InvoiceContext.Default })));
    }

    public static void ForAll(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark(options => options.Serializers
            .UseForAll(new JsonAttributeSerializer(new() { TypeInfoResolver = ShopContext.Default })));
    }

    public static void NoLonger(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark(options => options.Serializers.AlsoRead(new JsonAttributeSerializer()));
    }
}

internal sealed class Invoice
{
    public decimal Total { get; set; }
}

[JsonSerializable(typeof(Invoice))]
internal sealed partial class InvoiceContext : JsonSerializerContext;

[JsonSerializable(typeof(Invoice))]
internal sealed partial class ShopContext : JsonSerializerContext;
