// Each test runs a shop of several processes: one after another, each has the machine for itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
