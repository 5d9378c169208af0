package io.flocker.cli.certificate;

import io.flocker.api.certificate.CertificateProblems;
import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.NodeAuthorities;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.RevocationList;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flocker-ca show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Prints whose a certificate is, how long it is valid and whether it is revoked.")
public final class Show implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-i", "--inputpath"},
      paramLabel = "FOLDER",
      description = "Where cluster.crt and cluster.crl are (default: beside the file).")
  private @Nullable Path input;

  @Parameters(paramLabel = "FILE", description = "A certificate.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    List<X509Certificate> chain = Pem.certificates(file);
    X509Certificate certificate = chain.getFirst();
    try {
      holder(certificate);
    } catch (IllegalArgumentException e) {
      throw CertificateProblems.wrong(
          file, "it is not a certificate of Flocker: " + e.getMessage(), "name another file");
    }
    row("valid", validity(certificate, Instant.now()));
    row("key", Certificates.describe(certificate.getPublicKey()));
    row("serial", certificate.getSerialNumber().toString(16));
    row("SHA-256", Certificates.fingerprint(certificate));
    row("revoked", revoked(chain));
    return 0;
  }

  private void holder(X509Certificate certificate) {
    if (certificate.getBasicConstraints() >= 0) {
      String name = Certificates.commonName(certificate.getSubjectX500Principal());
      ClusterId cluster = Certificates.cluster(certificate);
      row(
          "holder",
          NodeAuthorities.isOne(certificate, cluster)
              ? "a node authority: renews the certificates of nodes"
              : "the certificate authority of cluster \"" + name + "\"");
      row("cluster", cluster.toString());
      return;
    }
    Identity identity = Certificates.identity(certificate);
    row(
        "holder",
        switch (identity) {
          case Identity.ControlService _ -> "the control service";
          case Identity.Node node -> "node " + node.node();
          case Identity.User user -> "API user " + user.name() + ", role " + user.role();
        });
    row("cluster", identity.cluster().toString());
    if (!Certificates.hosts(certificate).isEmpty()) {
      row("reached as", String.join(", ", Certificates.hosts(certificate)));
    }
  }

  private static String validity(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    String span = "from " + from + " until " + until;
    if (now.isAfter(until)) {
      return span + ": EXPIRED " + days(until, now) + " ago";
    }
    return now.isBefore(from) ? span + ": NOT YET" : span + ": " + days(now, until) + " left";
  }

  private static String days(Instant from, Instant to) {
    long days = Duration.between(from, to).toDays();
    return days == 1 ? "1 day" : days + " days";
  }

  private String revoked(List<X509Certificate> chain) {
    Path folder = input == null ? file.toAbsolutePath().getParent() : input;
    if (folder == null || Files.notExists(folder.resolve("cluster.crt"))) {
      return "unknown: no cluster.crt beside it (say where it is with --inputpath)";
    }
    X509Certificate authority = Pem.certificate(folder.resolve("cluster.crt"));
    if (!isVouchedFor(chain, authority)) {
      return "unknown: it is not signed by " + folder.resolve("cluster.crt");
    }
    Path list = folder.resolve("cluster.crl");
    if (Files.notExists(list)) {
      return "no (there is no cluster.crl)";
    }
    RevocationList revocations = RevocationList.read(list, authority);
    Optional<String> own = revocations.since(chain.getFirst()).map(since -> "YES, at " + since);
    return own.or(() ->
            NodeAuthorities.between(chain, authority)
                .flatMap(revocations::since)
                .map(since -> "YES: the node authority that signed it was, at " + since))
        .orElse("no");
  }

  private static boolean isVouchedFor(List<X509Certificate> chain, X509Certificate authority) {
    try {
      return NodeAuthorities.vouched(chain, authority);
    } catch (IllegalArgumentException e) {
      // It is nobody of whom an authority speaks.
      return false;
    }
  }

  private void row(String name, String value) {
    if (spec != null) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(String.format(Locale.ROOT, "%-10s  %s", name, value));
    }
  }
}
