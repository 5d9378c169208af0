package io.flocker.service;

import io.flocker.control.original.OriginalConfiguration;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flocker-control import}. */
@Command(
    name = "import",
    description =
        "Takes over the current_configuration.json of an original Flocker, version 1 to 6, all of"
            + " it or nothing; the service must not run meanwhile.")
final class ImportCommand extends StoreCommand {

  private static final Logger LOG = LoggerFactory.getLogger(ImportCommand.class);

  @Parameters(paramLabel = "FILE", description = "Usually current_configuration.json.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    InstantSource clock = InstantSource.system();
    OriginalConfiguration original =
        OriginalConfiguration.read(text(), file.toString(), clock.instant());
    try (ConfigurationStore store =
        ConfigurationStore.open(
            store(), clock, defect -> LOG.error("a defect, while importing", defect))) {
      if (store.submit(original.command(), "import") instanceof Outcome.Refused(var refusal)) {
        throw problem(
            refusal.details().isEmpty()
                ? refusal.description()
                : String.join("; ", refusal.details()),
            "import into an empty configuration, or remove there what is in the way");
      }
      say(
          "Taken over: %d datasets, %d containers."
              .formatted(store.snapshot().datasets().size(), store.snapshot().containers().size()));
    }
    original.notes().forEach(note -> say("Not taken over: " + note));
    return 0;
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw problem("there is no such file", "name the file of the original's control service");
    } catch (CharacterCodingException e) {
      throw problem("it is not text in UTF-8", "name the file of the original's control service");
    } catch (IOException e) {
      throw problem("cannot be read: " + e.getMessage(), "name a file that may be read");
    }
  }

  private ProblemException problem(String what, String remedy) {
    return new ProblemException(
        new Problem(Problem.Kind.CONFIGURATION, file.toString(), what, remedy));
  }
}
