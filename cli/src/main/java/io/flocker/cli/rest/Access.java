package io.flocker.cli.rest;

import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a user needs in order to be let in.
 *
 * @param address where the control service is
 * @param folder where the files are
 * @param user after whom the key and the certificate are called
 * @param authority the authority's certificate, a name in the folder or a path
 */
public record Access(ServiceAddress address, Path folder, String user, String authority) {

  TlsFiles files() {
    return new TlsFiles(
        folder.resolve(authority),
        folder.resolve(user + ".crt"),
        folder.resolve(user + ".key"),
        folder.resolve("cluster.crl"));
  }

  /** What only a person who chose the files can put right, in that person's words. */
  void check() {
    TlsFiles files = files();
    List<Path> missing =
        Stream.of(files.authority(), files.certificate(), files.key())
            .filter(Files::notExists)
            .toList();
    if (!missing.isEmpty()) {
      throw problem(
          missing.stream().map(Path::toString).collect(Collectors.joining(", ")),
          missing.size() == 1 ? "the file does not exist" : "the files do not exist",
          "say with --certs-path (or FLOCKER_CERTS_PATH) where your certificates are and with"
              + " --user (or FLOCKER_USER) what you are called; a new user's are made by flocker-ca"
              + " create-api-certificate");
    }
    Identity identity = identity(files.certificate());
    if (!(identity instanceof Identity.User)) {
      throw problem(
          files.certificate().toString(),
          "this is the certificate of " + identity.kind() + "; the API is for users",
          "say with --user (or FLOCKER_USER) whose certificate to show; flocker-ca"
              + " create-api-certificate makes one");
    }
  }

  private static Identity identity(Path certificate) {
    try {
      return Certificates.identity(Pem.certificate(certificate));
    } catch (IllegalArgumentException e) {
      throw problem(
          certificate.toString(),
          "it is not a certificate of Flocker: " + e.getMessage(),
          "name another user with --user (or FLOCKER_USER)");
    }
  }

  private static ProblemException problem(String where, String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.CONFIGURATION, where, what, remedy));
  }
}
