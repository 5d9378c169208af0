package io.flocker.service;

import io.flocker.cli.CommonOptions;
import io.flocker.control.store.ConfigurationStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flocker-control backup}. */
@Command(
    name = "backup",
    description = "Writes a whole copy of the configuration, while the service goes on.")
final class BackupCommand extends CommonOptions implements Callable<Integer> {

  @Mixin private DataFolder data = new DataFolder();

  @Parameters(paramLabel = "FILE", description = "The copy; must not be there yet.")
  private Path target = Path.of("");

  @Override
  public Integer call() {
    ConfigurationStore.backup(data.store(), target);
    System.out.println(target + " is a whole copy of " + data.store() + ".");
    return 0;
  }
}
