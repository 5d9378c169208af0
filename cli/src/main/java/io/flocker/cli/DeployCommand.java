package io.flocker.cli;

import io.flocker.cli.deploy.DeployOptions;
import io.flocker.cli.deploy.DeployView;
import io.flocker.cli.deploy.Deployment;
import io.flocker.cli.deploy.JsonView;
import io.flocker.cli.deploy.TextView;
import io.flocker.core.model.Configuration;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.read.ConfigurationReader;
import io.flocker.core.read.SourceFile;
import io.flocker.node.ssh.SshSettings;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flocker-deploy DEPLOYMENT APPLICATION}: makes the cluster what two files say. */
@Command(
    name = "deploy",
    description = {
      "Makes the nodes of a deployment run exactly the applications that it lists for them,",
      "moving containers together with their data where that is needed. Only nodes that the",
      "deployment lists are touched. Ends with status 0 only if everything is as wanted."
    })
final class DeployCommand extends CommonOptions implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "DEPLOYMENT",
      description = "YAML file: which applications run on which node.")
  private Path deployment = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "APPLICATION",
      description = "YAML file: what the applications are; Flocker's format, Fig or Compose.")
  private Path application = Path.of("");

  @Option(names = "--plan", description = "Show what would be done and why; change nothing.")
  private boolean planOnly;

  @Option(names = "--json", description = "Print one JSON object a line instead of text.")
  private boolean json;

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = "Private key for SSH; by default what your agent and configuration offer.")
  private @Nullable Path identity;

  @Option(
      names = "--user",
      defaultValue = "root",
      description = "Login name on the nodes; others than root need sudo without a password.")
  private String user = "root";

  @Option(names = "--port", defaultValue = "22", description = "Port of the nodes' SSH servers.")
  private int port;

  @Option(
      names = "--known-hosts",
      paramLabel = "FILE",
      description = "Where host keys are looked up and recorded; by default your own file.")
  private @Nullable Path knownHosts;

  @Option(
      names = "--strict-host-keys",
      description = "Refuse nodes whose host key is not recorded yet, rather than record it.")
  private boolean strict;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Give up when no node has made progress for so long (default: 300).")
  private long timeout;

  @Override
  public Integer call() {
    Configuration configuration = read();
    DeployOptions options =
        new DeployOptions(
            new SshSettings(
                user,
                port,
                Optional.ofNullable(identity),
                Optional.ofNullable(knownHosts),
                strict,
                Optional.empty()),
            Duration.ofSeconds(timeout),
            planOnly);
    DeployView view =
        json
            ? new JsonView(System.out)
            : new TextView(System.out, System.err, !isVerbose() && Terminal.isStandardError());
    return new Deployment(configuration, options, view).run().isEmpty() ? 0 : 1;
  }

  private Configuration read() {
    List<Problem> problems = new ArrayList<>();
    Optional<SourceFile> first = source(deployment, problems);
    Optional<SourceFile> second = source(application, problems);
    if (first.isEmpty() || second.isEmpty()) {
      throw new ProblemException(problems);
    }
    return ConfigurationReader.read(first.get(), second.get(), this::environmentFile);
  }

  private String environmentFile(String name) throws IOException {
    Path directory = application.toAbsolutePath().getParent();
    return Files.readString(directory == null ? Path.of(name) : directory.resolve(name));
  }

  private static Optional<SourceFile> source(Path file, List<Problem> problems) {
    try {
      return Optional.of(new SourceFile(file.toString(), Files.readString(file)));
    } catch (NoSuchFileException e) {
      problems.add(unreadable(file, "there is no such file"));
    } catch (MalformedInputException e) {
      problems.add(unreadable(file, "it is not text in UTF-8"));
    } catch (IOException e) {
      problems.add(unreadable(file, "it cannot be read: " + e.getMessage()));
    }
    return Optional.empty();
  }

  private static Problem unreadable(Path file, String why) {
    return new Problem(
        Problem.Kind.CONFIGURATION,
        file.toAbsolutePath().toString(),
        why,
        "the arguments are the deployment file first, then the application file");
  }
}
