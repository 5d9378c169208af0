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
 * @param files the user's key and certificate, and the authority's
 * @param choosing how the person who runs the program says which files to take
 */
public record Access(ServiceAddress address, TlsFiles files, String choosing) {

  /** What only a person who chose the files can put right, in that person's words. */
  void check() {
    List<Path> missing =
        Stream.of(files.authority(), files.certificate(), files.key())
            .filter(Files::notExists)
            .toList();
    if (!missing.isEmpty()) {
      throw problem(
          missing.stream().map(Path::toString).collect(Collectors.joining(", ")),
          missing.size() == 1 ? "the file does not exist" : "the files do not exist",
          choosing + "; a new user's are made by flocker-ca create-api-certificate");
    }
    Identity identity = identity(files.certificate());
    if (!(identity instanceof Identity.User)) {
      throw problem(
          files.certificate().toString(),
          "this is the certificate of " + identity.kind() + "; the API is for users",
          choosing + "; flocker-ca create-api-certificate makes a user's");
    }
  }

  private Identity identity(Path certificate) {
    try {
      return Certificates.identity(Pem.certificate(certificate));
    } catch (IllegalArgumentException e) {
      throw problem(
          certificate.toString(),
          "it is not a certificate of Flocker: " + e.getMessage(),
          choosing);
    }
  }

  private static ProblemException problem(String where, String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.CONFIGURATION, where, what, remedy));
  }
}
