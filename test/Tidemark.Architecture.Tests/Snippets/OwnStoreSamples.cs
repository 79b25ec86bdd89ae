using FolderStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tidemark.Stores;
using Tidemark.Testing;

namespace Tidemark.Architecture.Tests.Snippets;

/// <summary>The samples of docs/guide/a-store-of-your-own.md.</summary>
internal static class OwnStoreSamples
{
    public static void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddTidemark();
        builder.Services.AddSingleton<IPrimaryStore>(new PrimaryStore(
            "folder", new FolderRecords("sessions", TimeProvider.System), new PrimaryStoreTraits(ValueLimit.Usual, MayForget: false)));
    }

    internal interface IHeart
    {
        ValueTask<T> RunAsync<T>(RecordKey key, RecordDecision<T> decision, CancellationToken cancellationToken);
    }

    internal static class Kit
    {
        public sealed class Fixture : StoreFixture
        {
            private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

            public override ValueTask<IPrimaryStore> OpenAsync() =>
                new(new PrimaryStore("folder", new FolderRecords(_folder, Time), new PrimaryStoreTraits(ValueLimit.Usual, MayForget: false)));
        }

        public sealed class Acquire : AcquireConformance<Fixture>;
    }
}
