using Tidemark.Faults.Tests.Rig;

// One farm for all tests, one after another: each has the machine for itself.
[assembly: AssemblyFixture(typeof(Farm))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
