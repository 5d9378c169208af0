package io.flocker.cli.certificate;

import io.flocker.api.certificate.CertificateProblems;
import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.NewFiles;
import io.flocker.api.certificate.authority.SigningRequest;
import io.flocker.api.certificate.authority.Validity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flocker-ca renew}. */
@Command(
    name = "renew",
    description =
        "Makes another certificate for the same holder, with a new key. The old one stays valid"
            + " until it expires or is revoked.")
public final class Renew extends SigningOptions implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The present certificate; it may have expired.")
  private Path file = Path.of("");

  @Option(
      names = "--request",
      paramLabel = "FILE",
      description =
          "A signing request (PKCS#10) of the same holder: the key stays where it was made, and"
              + " only a certificate is written.")
  private @Nullable Path request;

  @Override
  public Integer call() {
    AuthorityFolder authority = authority();
    List<X509Certificate> old = Pem.certificates(file);
    if (old.getFirst().getBasicConstraints() >= 0) {
      throw CertificateProblems.wrong(
          file,
          "it is the certificate of an authority, which is not renewed",
          "make another node authority with flocker-ca create-node-authority -o FOLDER, or a new"
              + " cluster's with flocker-ca initialize");
    }
    try {
      Identity identity = Certificates.identity(old.getFirst());
      String name = name(file);
      if (request == null) {
        withNewKey(authority, old, name, standard(identity));
      } else {
        asRequested(authority, old, name, standard(identity), request);
      }
    } catch (IllegalArgumentException e) {
      throw CertificateProblems.wrong(
          file,
          "the certificate is not renewed: " + e.getMessage(),
          "make the holder a new one with flocker-ca create-...-certificate");
    }
    return 0;
  }

  private void withNewKey(
      AuthorityFolder authority, List<X509Certificate> old, String name, Duration standard) {
    KeyPair pair = keys().generate();
    X509Certificate renewed = authority.renew(old, pair.getPublic(), duration(standard));
    write(name, renewed, pair, Map.of());
    say("Created %s.crt and %s.key, valid until %s.".formatted(name, name, until(renewed)));
    say(
        "Put both in the place of the old ones; the old ones stay valid until "
            + until(old.getFirst())
            + ".");
  }

  private void asRequested(
      AuthorityFolder authority,
      List<X509Certificate> old,
      String name,
      Duration standard,
      Path request) {
    X509Certificate renewed =
        authority.renew(old, requested(old.getFirst(), request).key(), duration(standard));
    NewFiles.create(Map.of(output(name + ".crt"), IssuedFiles.certificate(renewed)));
    say("Created %s.crt, valid until %s.".formatted(name, until(renewed)));
  }

  private static SigningRequest requested(X509Certificate old, Path request) {
    String holder = Certificates.identity(old).commonName();
    SigningRequest read;
    try {
      read = SigningRequest.read(Files.readString(request, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw CertificateProblems.wrong(
          request,
          "the signing request is refused: " + e.getMessage(),
          "make one with openssl req -new -subj /CN=" + holder);
    } catch (IOException e) {
      throw CertificateProblems.unreadable(request, e);
    }
    if (!read.commonName().equals(holder)) {
      throw CertificateProblems.wrong(
          request,
          "the request is for " + read.commonName() + ", the certificate of " + holder,
          "make one with openssl req -new -subj /CN=" + holder);
    }
    return read;
  }

  private static Duration standard(Identity identity) {
    return switch (identity) {
      case Identity.ControlService _ -> Validity.CONTROL_SERVICE;
      case Identity.Node _ -> Validity.NODE;
      case Identity.User _ -> Validity.USER;
    };
  }

  /** The same name as before, so that copying over the old ones is all there is to do. */
  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".crt") ? name.substring(0, name.length() - ".crt".length()) : name;
  }

  private static String until(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().toString();
  }
}
