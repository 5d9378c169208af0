package io.flocker.service;

import io.flocker.control.store.ConfigurationStore;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flocker-control restore}. */
@Command(
    name = "restore",
    description =
        "Puts a backup in the place of the configuration; the service must not run meanwhile.")
final class RestoreCommand extends StoreCommand {

  @Parameters(paramLabel = "FILE", description = "What flocker-control backup has written.")
  private Path backup = Path.of("");

  @Override
  public Integer call() {
    ConfigurationStore.restore(backup, store(), InstantSource.system())
        .ifPresent(kept -> say("What was there before is kept as " + kept + "."));
    say(
        "Restored. No node makes an empty volume for any of its datasets: each is used where it is"
            + " found.");
    return 0;
  }
}
