// One test after another: each has the machine, and the servers it shares with its class, for itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
