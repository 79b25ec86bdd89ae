using System.Net;
using System.Net.Mail;

namespace Tidemark.Architecture.Tests.Snippets;

/// <summary>The samples of docs/guide/what-is-state.md.</summary>
internal static class ConversionSamples
{
    public static void Foreign(TidemarkOptions options)
    {
        options.Graph
            .Convert<IPNetwork, (string Address, int Length)>(
                network => (network.BaseAddress.ToString(), network.PrefixLength),
                kept => new IPNetwork(IPAddress.Parse(kept.Address), kept.Length))
            .Convert<MailAddress>(mail => mail.ToString(), text => new MailAddress(text));
    }
}
