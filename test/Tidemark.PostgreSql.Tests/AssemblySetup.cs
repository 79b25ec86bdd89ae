// One test after another: each has the machine, and the server it shares with the others, for itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
