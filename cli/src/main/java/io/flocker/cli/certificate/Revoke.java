package io.flocker.cli.certificate;

import io.flocker.api.certificate.CertificateProblems;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flocker-ca revoke}. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description =
        "Adds certificates to the revocation list cluster.crl. They are refused wherever the new"
            + " list is copied to.")
public final class Revoke implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-i", "--inputpath"},
      paramLabel = "FOLDER",
      description = "Where cluster.crt, cluster.key and cluster.crl are (default: here).")
  private Path input = Path.of("");

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Certificates to revoke.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--all-of",
      paramLabel = "HOLDER",
      description =
          "Everything that was ever signed for a holder: user-NAME, node-UUID, control-service or"
              + " node-authority.")
  private @Nullable String holder;

  @Option(
      names = "--issued",
      paramLabel = "FILE",
      description =
          "With --all-of: a copy of node-authority.issued, the list of what the control service"
              + " has signed.")
  private List<Path> issued = new ArrayList<>();

  @Override
  public Integer call() {
    if (files.isEmpty() && holder == null) {
      throw misuse();
    }
    AuthorityFolder authority = AuthorityFolder.open(input, InstantSource.system());
    revokeFiles(authority);
    if (holder != null) {
      revokeAllOf(authority, holder);
    }
    say(
        "Copy cluster.crl to /etc/flocker/cluster.crl on the control service's host and on every node.");
    return 0;
  }

  private void revokeFiles(AuthorityFolder authority) {
    for (Path file : files) {
      try {
        authority.revoke(Pem.certificates(file));
      } catch (IllegalArgumentException e) {
        throw CertificateProblems.wrong(
            file,
            "the certificate is not revoked: " + e.getMessage(),
            "say with --inputpath where its own authority is");
      }
      say("Revoked " + file + ".");
    }
  }

  private void revokeAllOf(AuthorityFolder authority, String holder) {
    for (Path list : issued) {
      if (Files.notExists(list)) {
        throw CertificateProblems.unreadable(list, new NoSuchFileException(list.toString()));
      }
    }
    int count = authority.revokeAllOf(holder, issued);
    if (count == 0) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONFIGURATION,
              input.resolve("cluster.issued").toString(),
              "nothing that was signed for " + holder + " is recorded",
              "write user-NAME, node-UUID, control-service or node-authority; what an older flocker-ca signed is"
                  + " revoked by naming its file"));
    }
    say("Revoked everything of %s: %d in number.".formatted(holder, count));
  }

  private void say(String line) {
    if (spec != null) {
      spec.commandLine().getOut().println(line);
    }
  }

  private ParameterException misuse() {
    if (spec == null) {
      throw new IllegalStateException("not called by a command line");
    }
    return new ParameterException(
        spec.commandLine(), "say what to revoke: FILE or --all-of HOLDER");
  }
}
