package io.flocker.service;

import io.flocker.cli.CommonOptions;
import io.flocker.control.original.OriginalConfiguration;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flocker-control import}. */
@Command(
    name = "import",
    description =
        "Takes over the current_configuration.json of an original Flocker, version 1 to 6, all of"
            + " it or nothing; the service must not run meanwhile.")
final class ImportCommand extends CommonOptions implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ImportCommand.class);

  @Mixin private DataFolder data = new DataFolder();

  @Parameters(paramLabel = "FILE", description = "Usually current_configuration.json.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    InstantSource clock = InstantSource.system();
    OriginalConfiguration original =
        OriginalConfiguration.read(text(), file.toString(), clock.instant());
    try (ConfigurationStore store =
        ConfigurationStore.open(
            data.store(), clock, defect -> LOG.error("a defect, while importing", defect))) {
      if (store.submit(original.command(), "import") instanceof Outcome.Refused(var refusal)) {
        throw problem(
            refusal.details().isEmpty()
                ? refusal.description()
                : String.join("; ", refusal.details()),
            "import into an empty configuration, or remove there what is in the way");
      }
      System.out.println(
          "Taken over: %d datasets, %d containers."
              .formatted(store.snapshot().datasets().size(), store.snapshot().containers().size()));
    }
    original.notes().forEach(note -> System.out.println("Not taken over: " + note));
    return 0;
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw problem("cannot be read: " + e, "name a file that is there and is text");
    }
  }

  private ProblemException problem(String what, String remedy) {
    return new ProblemException(
        new Problem(Problem.Kind.CONFIGURATION, file.toString(), what, remedy));
  }
}
