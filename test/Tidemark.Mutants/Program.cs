using Tidemark.Mutants;
using Tidemark.Mutants.Trials;

// Faults are planted in a copy of src, and the tests are to notice each one. One that survives is a test that is missing, or changes nothing.
MutantOptions options;
try
{
    options = MutantOptions.Parse(args);
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

Console.WriteLine($"seed {options.Seed}, {options.Count} faults");
using var copy = WorkingCopy.Of(Directory.GetCurrentDirectory());
if (await new Trial(copy, options, Console.Out).RunAsync() is not { } results)
    return 1;

Console.WriteLine();
foreach (var (mutant, noticed) in results)
    Console.WriteLine($"{mutant.Number,4}  {mutant}\n      {noticed ?? "SURVIVED"}");
var survived = results.Count(result => result.Noticed is null);
var late = results.Count(result => result.Noticed?.Contains(TestProject.NotDone, StringComparison.Ordinal) is true);
Console.WriteLine();
Console.WriteLine(
    $"seed {options.Seed}: {results.Count} faults, {results.Count - survived} noticed ({late} only because a test took too long), {survived} survived");
return survived == 0 ? 0 : 1;
