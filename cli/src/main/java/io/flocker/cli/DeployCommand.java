package io.flocker.cli;

import io.flocker.cli.ctl.ClusterDeployment;
import io.flocker.cli.ctl.DeploymentOutput;
import io.flocker.cli.deploy.DeployOptions;
import io.flocker.cli.deploy.DeployView;
import io.flocker.cli.deploy.Deployment;
import io.flocker.cli.deploy.JsonView;
import io.flocker.cli.deploy.TextView;
import io.flocker.cli.rest.RestClient;
import io.flocker.core.model.Configuration;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.read.ConfigurationReader;
import io.flocker.core.read.SourceFile;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code flocker-deploy [CONTROL] DEPLOYMENT APPLICATION}: makes the cluster what two files say, by
 * itself over SSH or through a control service.
 */
@Command(
    name = "deploy",
    description = {
      "Makes the nodes of a deployment run exactly the applications that it lists for them,",
      "moving containers together with their data where that is needed. Ends with status 0",
      "only if everything is as wanted.",
      "With two files it does so itself, over SSH; only nodes that the deployment lists are",
      "touched. With the name or address of a control service before them, it hands them to",
      "that, which keeps the whole cluster so; containers that they do not list are removed."
    })
final class DeployCommand extends CommonOptions implements Callable<Integer> {

  private static final int FILES = 2;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "2..3",
      paramLabel = "[CONTROL] DEPLOYMENT APPLICATION",
      hideParamSyntax = true,
      description = {
        "CONTROL: the cluster's control service, if it has one.",
        "DEPLOYMENT: YAML file: which applications run on which node.",
        "APPLICATION: YAML file: what they are; Flocker's format, Fig or Compose."
      })
  private List<String> arguments = List.of();

  @Option(names = "--plan", description = "Show what would be done and why; change nothing.")
  private boolean planOnly;

  @Option(names = "--json", description = "Print one JSON object a line instead of text.")
  private boolean json;

  @Option(
      names = "--port",
      description = "Port of the nodes' SSH servers (22), or of the control service (4523).")
  private @Nullable Integer port;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Give up when no node has made progress for so long (default: 300).")
  private long timeout;

  @Mixin private SshOptions ssh = new SshOptions();
  @Mixin private ControlOptions control = new ControlOptions();

  /** Text of the files that {@code env_file}s name. */
  private final Map<String, String> envFiles = new HashMap<>();

  @Override
  public Integer call() {
    boolean byControl = arguments.size() > FILES;
    refuse(given(byControl ? "ssh" : "control"), byControl);
    Path deployment = Path.of(arguments.get(arguments.size() - 2));
    Path application = Path.of(arguments.getLast());
    List<Problem> problems = new ArrayList<>();
    Optional<SourceFile> first = source(deployment, problems);
    Optional<SourceFile> second = source(application, problems);
    if (first.isEmpty() || second.isEmpty()) {
      throw new ProblemException(problems);
    }
    Configuration configuration =
        ConfigurationReader.read(
            first.get(), second.get(), name -> environmentFile(application, name));
    return byControl
        ? byControlService(
            new ClusterDeployment.Wanted(
                configuration, first.get(), second.get(), envFiles, control.force()))
        : overSsh(configuration);
  }

  /** The options of a mixin that were used. */
  private List<String> given(String mixin) {
    CommandSpec all = Objects.requireNonNull(spec);
    CommandSpec some = Objects.requireNonNull(all.mixins().get(mixin));
    return all.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(name -> some.findOption(name) != null)
        .toList();
  }

  private void refuse(List<String> options, boolean byControl) {
    if (!options.isEmpty()) {
      String how = byControl ? "through a control service" : "over SSH";
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          String.join(", ", options) + ": of no use when deploying " + how);
    }
  }

  private int overSsh(Configuration configuration) {
    DeployOptions options =
        new DeployOptions(
            ssh.settings(Optional.ofNullable(port)), Duration.ofSeconds(timeout), planOnly);
    DeployView view =
        json
            ? new JsonView(System.out)
            : new TextView(System.out, System.err, !isVerbose() && Terminal.isStandardError());
    return new Deployment(configuration, options, view).run().isEmpty() ? 0 : 1;
  }

  private int byControlService(ClusterDeployment.Wanted wanted) {
    var command = Objects.requireNonNull(spec).commandLine();
    DeploymentOutput output =
        json
            ? DeploymentOutput.json(command.getOut())
            : DeploymentOutput.text(
                command.getOut(), command.getErr(), !isVerbose() && Terminal.isStandardError());
    try (RestClient client =
        RestClient.open(control.access(arguments.getFirst(), Optional.ofNullable(port)))) {
      ClusterDeployment deployment =
          new ClusterDeployment(client, output, Duration.ofSeconds(timeout));
      if (planOnly) {
        deployment.plan(wanted);
      } else {
        deployment.run(wanted);
      }
      return 0;
    }
  }

  private String environmentFile(Path application, String name) throws IOException {
    Path directory = application.toAbsolutePath().getParent();
    String text = Files.readString(directory == null ? Path.of(name) : directory.resolve(name));
    envFiles.put(name, text);
    return text;
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
