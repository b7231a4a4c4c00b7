using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorLstm.Model;
using Akka.Event;

namespace ActorLstm.Host.Cluster;

/// <summary>The certificate of this node, and the one authority whose certificates it accepts from others.</summary>
internal sealed class NodeCertificates : IDisposable
{
    private readonly X509Certificate2 authority;

    private NodeCertificates(X509Certificate2 own, X509Certificate2 authority)
    {
        Own = own;
        this.authority = authority;
    }

    /// <summary>The certificate of this node, with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read or holds something else, a certificate has run out, or the authority did not issue it.</exception>
    public static NodeCertificates Read(ClusterSecurityOptions options, TimeProvider time)
    {
        var authority = Read("cluster.security.authority", options.Authority, () => X509CertificateLoader.LoadCertificateFromFile(options.Authority));
        var own = Read("cluster.security.certificate", options.Certificate, () => WithKey(options));
        var certificates = new NodeCertificates(own, authority);
        var now = time.GetUtcNow().UtcDateTime;
        var (from, to) = (own.NotBefore.ToUniversalTime(), own.NotAfter.ToUniversalTime());
        if (now < from || now > to)
        {
            throw new InvalidInputException($"cluster.security.certificate: {options.Certificate} is valid from {from:u} to {to:u} alone: have a new one issued.");
        }

        return certificates.IsIssued(own)
            ? certificates
            : throw new InvalidInputException($"cluster.security.certificate: {options.Certificate} was not issued by the authority {options.Authority}, so that no other node would accept it.");
    }

    /// <summary>Accepts a node whose certificate our authority issued and, where this node called it, that names the host that was called.</summary>
    public bool Accepts(X509Certificate2? certificate, X509Chain? chain, string peer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        if (certificate is null)
        {
            log.Warning("The node at {Peer} was refused: it shows no certificate", peer);
            return false;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            log.Warning("The node at {Peer} was refused: its certificate, {Subject}, names another host", peer, certificate.Subject);
            return false;
        }

        if (!IsIssued(certificate))
        {
            log.Warning("The node at {Peer} was refused: its certificate, {Subject}, was not issued by this cluster's authority, or has run out", peer, certificate.Subject);
            return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Own.Dispose();
        authority.Dispose();
    }

    private bool IsIssued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // An authority of files has no list of what it took back.
        return chain.Build(certificate);
    }

    // A key that was read from PEM is not found again by every system's TLS: one that went through PKCS#12 is.
    private static X509Certificate2 WithKey(ClusterSecurityOptions options)
    {
        using var read = X509Certificate2.CreateFromPemFile(options.Certificate, options.Key);
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
    }

    private static X509Certificate2 Read(string setting, string file, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidInputException($"{setting}: {file} cannot be used: {fault.Message} deploy/certificates.sh makes certificates to try a cluster with.", fault);
        }
    }
}
