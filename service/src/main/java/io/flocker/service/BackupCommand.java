package io.flocker.service;

import io.flocker.control.store.ConfigurationStore;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flocker-control backup}. */
@Command(
    name = "backup",
    description = "Writes a whole copy of the configuration, while the service goes on.")
final class BackupCommand extends StoreCommand {

  @Parameters(paramLabel = "FILE", description = "The copy; must not be there yet.")
  private Path target = Path.of("");

  @Override
  public Integer call() {
    ConfigurationStore.backup(store(), target);
    say(target + " is a whole copy of " + store() + ".");
    return 0;
  }
}
