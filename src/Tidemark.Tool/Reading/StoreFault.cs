namespace Tidemark.Tool.Reading;

/// <summary>What an operator is told when a store fails.</summary>
internal static class StoreFault
{
    public static ToolException Of(StoreChoice choice, Exception failed) => new(
        failed is UnreadableStateException or SessionDamagedException ? ExitCode.Damaged : ExitCode.NoStore,
        $"{choice}: {failed.Message}{HintOf(choice, failed)}",
        failed);

    // What the messages of stores, which are written for applications, leave open.
    private static string HintOf(StoreChoice choice, Exception failed) => failed switch
    {
        UnreadableStateException or SessionDamagedException => " 'tidemark sessions end' removes it.",
        StoreRefusedException when choice.Address.Kind == StoreKind.Sqlite && !File.Exists(choice.Address.Where) =>
            " Name the file that the application uses (SqliteStoreOptions.Path; by default data/tidemark.db in its content root).",
        StoreRefusedException { Message: var message } when choice.Address.Kind == StoreKind.PostgreSql && message.Contains("CreatesTables") =>
            " This tool makes no tables. Name the database and the schema that the application uses (--schema).",
        _ => "",
    };
}
