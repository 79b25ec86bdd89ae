using Tidemark.Simulation.Runs;

return args is ["simulate", .. var options]
    ? SimulateCommand.Run(options)
    : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
        args, Tidemark.Simulation.SelfRegisteredExtensions.AddSelfRegisteredExtensions);
