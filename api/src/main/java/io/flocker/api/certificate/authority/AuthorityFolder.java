package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.CertificateProblems;
import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.NodeAuthorities;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.RevocationList;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A certificate authority with its files: {@code cluster.crt}, {@code cluster.key}, {@code
 * cluster.crl} and {@code cluster.issued}. Several processes may use one folder at once.
 */
public final class AuthorityFolder {

  /** A file's lock is between processes only. */
  private static final Object THREADS = new Object();

  private final Path folder;
  private final CertificateAuthority authority;
  private final Journal journal;

  private AuthorityFolder(Path folder, CertificateAuthority authority) {
    this.folder = folder;
    this.authority = authority;
    this.journal = new Journal(folder.resolve("cluster.issued"));
  }

  /** Makes a new cluster's authority; throws ProblemException where there is one. */
  public static AuthorityFolder initialize(
      Path folder, String name, KeyKind keys, Duration duration, InstantSource clock) {
    KeyPair pair = keys.generate();
    CertificateAuthority authority =
        CertificateAuthority.create(name, ClusterId.random(), pair, duration, clock);
    AuthorityFolder made = new AuthorityFolder(folder, authority);
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(made.file("cluster.key"), IssuedFiles.key(pair.getPrivate()));
    files.put(made.file("cluster.crt"), IssuedFiles.certificate(authority.certificate()));
    files.put(made.file("cluster.crl"), made.signed(RevocationList.EMPTY, BigInteger.ONE));
    NewFiles.create(files);
    return made;
  }

  /** Opens the authority of an existing cluster; throws ProblemException when it cannot sign. */
  public static AuthorityFolder open(Path folder, InstantSource clock) {
    Path certificate = folder.resolve("cluster.crt");
    Path key = folder.resolve("cluster.key");
    for (Path file : List.of(certificate, key)) {
      if (Files.notExists(file)) {
        throw CertificateProblems.wrong(
            file,
            "the file does not exist, so nothing can be signed here",
            "make a cluster's authority with flocker-ca initialize NAME, or say with"
                + " --inputpath where it is");
      }
    }
    Credential credential = Credential.read(certificate, key);
    checkAuthority(certificate, credential.certificate(), clock.instant());
    return new AuthorityFolder(folder, new CertificateAuthority(credential, clock));
  }

  private static void checkAuthority(Path file, X509Certificate certificate, Instant now) {
    if (certificate.getBasicConstraints() < 0) {
      throw CertificateProblems.wrong(
          file,
          "it is not the certificate of a certificate authority",
          "put the cluster.crt there that flocker-ca initialize made");
    }
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw CertificateProblems.wrong(
          file,
          "the cluster's authority expired at " + certificate.getNotAfter().toInstant(),
          "make a new one with flocker-ca initialize in another folder, and new certificates for"
              + " everyone");
    }
    try {
      Certificates.cluster(certificate);
    } catch (IllegalArgumentException e) {
      throw CertificateProblems.wrong(
          file, String.valueOf(e.getMessage()), "make one with flocker-ca initialize");
    }
  }

  /** The cluster that it vouches for. */
  public ClusterId cluster() {
    return authority.cluster();
  }

  /** {@code cluster.crt}. */
  public X509Certificate certificate() {
    return authority.certificate();
  }

  /** A certificate for an identity, remembered before it is handed out. */
  public X509Certificate issue(
      Identity identity, List<String> hosts, PublicKey key, Duration duration) {
    X509Certificate issued = authority.issue(identity, hosts, key, duration);
    locked(() -> journal.add(issued));
    return issued;
  }

  /** A certificate for an authority that vouches for nodes, remembered likewise. */
  public X509Certificate issueNodeAuthority(PublicKey key, Duration duration) {
    X509Certificate issued = authority.issueNodeAuthority(key, duration);
    locked(() -> journal.add(issued));
    return issued;
  }

  /**
   * Another certificate for the same identity and hosts, by decision of whoever holds the
   * authority's key: the old one may have expired.
   *
   * @param old with whoever vouches for it, if that is a node authority
   * @throws IllegalArgumentException with the reason when this authority did not sign the old one
   *     or revoked it
   */
  public X509Certificate renew(List<X509Certificate> old, PublicKey key, Duration duration) {
    mustBeVouchedForHere(old);
    revocations()
        .since(old.getFirst())
        .ifPresent(since -> {
          throw new IllegalArgumentException(
              "it was revoked at " + since + ", and what is revoked is not renewed");
        });
    return issue(Certificates.identity(old.getFirst()), hosts(old.getFirst()), key, duration);
  }

  private void mustBeVouchedForHere(List<X509Certificate> chain) {
    if (!NodeAuthorities.vouched(chain, authority.certificate())) {
      throw new IllegalArgumentException(
          "it is not signed by the authority of cluster " + cluster());
    }
  }

  private static List<String> hosts(X509Certificate certificate) {
    return Certificates.hosts(certificate).stream()
        .filter(host -> !host.equals(Identity.CONTROL_SERVICE_NAME))
        .toList();
  }

  /** What is revoked so far. */
  public RevocationList revocations() {
    Path file = file("cluster.crl");
    return Files.notExists(file)
        ? RevocationList.EMPTY
        : RevocationList.read(file, authority.certificate());
  }

  /**
   * Revokes a certificate; one that is revoked already stays as it is.
   *
   * @param chain the certificate with whoever vouches for it, if that is a node authority
   * @throws IllegalArgumentException with the reason when this authority did not sign it
   */
  public void revoke(List<X509Certificate> chain) {
    mustBeVouchedForHere(chain);
    revokeSerials(List.of(chain.getFirst().getSerialNumber()));
  }

  /**
   * Revokes everything that was ever issued to a holder, such as {@code user-alice}.
   *
   * @param others lists of what node authorities of this cluster have signed
   * @return how many certificates there are; none when no list knows the holder
   */
  public int revokeAllOf(String holder, List<Path> others) {
    List<BigInteger> serials =
        Stream.concat(Stream.of(journal), others.stream().map(Journal::new))
            .flatMap(list -> list.entries().stream())
            .filter(entry -> entry.holder().equals(holder))
            .map(Journal.Entry::serial)
            .toList();
    if (!serials.isEmpty()) {
      revokeSerials(serials);
    }
    return serials.size();
  }

  private void revokeSerials(List<BigInteger> serials) {
    locked(() -> {
      Map<BigInteger, Instant> revoked = new TreeMap<>(revocations().revoked());
      Instant now = authority.now().truncatedTo(ChronoUnit.SECONDS);
      serials.forEach(serial -> revoked.putIfAbsent(serial, now));
      // Time itself only grows, and a list that was lost does not start again at one.
      BigInteger number = BigInteger.valueOf(authority.now().toEpochMilli());
      NewFiles.replace(file("cluster.crl"), signed(new RevocationList(revoked), number));
    });
  }

  private byte[] signed(RevocationList list, BigInteger number) {
    try {
      return IssuedFiles.pem(Pem.REVOCATION_LIST, authority.sign(list, number).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two processes that revoke at once must not lose each other's entry. */
  private void locked(Runnable work) {
    Path file = file("cluster.lock");
    synchronized (THREADS) {
      try (FileChannel channel = NewFiles.openOrCreate(file, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        work.run();
      } catch (IOException e) {
        throw CertificateProblems.unwritable(file, e);
      }
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}
