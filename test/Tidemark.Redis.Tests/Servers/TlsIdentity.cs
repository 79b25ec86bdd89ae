using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tidemark.Redis.Tests.Servers;

/// <summary>A certificate of a server on this machine that nobody signed but itself.</summary>
public sealed class TlsIdentity
{
    private readonly string _key;

    public TlsIdentity()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));

        // A day of slack: tests move clocks.
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        _key = key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>What a client has to trust.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Whether this is the certificate, as a client asks that trusts no other.</summary>
    public bool IsMine(X509Certificate? other) => other?.GetCertHashString() == Certificate.GetCertHashString();

    internal (string Certificate, string Key) WriteTo(string folder)
    {
        var (certificate, key) = (Path.Combine(folder, "server.crt"), Path.Combine(folder, "server.key"));
        File.WriteAllText(certificate, Certificate.ExportCertificatePem());
        File.WriteAllText(key, _key);
        return (certificate, key);
    }

    internal async Task<Stream> GreetAsync(Stream inner, CancellationToken stop)
    {
        var stream = new SslStream(inner);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, seen, _, _) => IsMine(seen),
        };
        await stream.AuthenticateAsClientAsync(options, stop);
        return stream;
    }
}
