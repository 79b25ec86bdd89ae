using Shop.Commands;

return await CommandLine.RunAsync(args);
