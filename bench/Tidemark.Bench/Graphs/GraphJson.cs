using System.Text.Json.Serialization;
using Tidemark.Bench.Models;

namespace Tidemark.Bench.Graphs;

/// <summary>System.Text.Json with its source generator; for the graphs with cycles, and for deep ones, with the options that they need.</summary>
[JsonSourceGenerationOptions(MaxDepth = 2000)]
[JsonSerializable(typeof(Cart))]
[JsonSerializable(typeof(Page))]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(double[]))]
[JsonSerializable(typeof(Dictionary<string, CartLine>))]
public sealed partial class GraphJson : JsonSerializerContext;

/// <summary>As <see cref="GraphJson"/>, keeping references.</summary>
[JsonSourceGenerationOptions(MaxDepth = 2000, ReferenceHandler = JsonKnownReferenceHandler.Preserve)]
[JsonSerializable(typeof(Member))]
public sealed partial class CyclicJson : JsonSerializerContext;
