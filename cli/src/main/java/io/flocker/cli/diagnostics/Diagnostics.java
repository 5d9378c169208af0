package io.flocker.cli.diagnostics;

import io.flocker.core.problem.ProblemException;
import io.flocker.node.NodeFiles;
import io.flocker.storage.process.Commands;
import java.nio.file.Path;
import java.util.UUID;

/** Collects what someone who helps needs to see. Changes nothing. */
public final class Diagnostics {

  private Diagnostics() {}

  /**
   * Writes an archive.
   *
   * @param files of the node that this runs on
   * @param folder where the archive goes
   * @param version of this program
   * @return the archive, a new file
   * @throws ProblemException when it cannot be written
   */
  public static Path collect(NodeFiles files, Path folder, String version) {
    Commands commands = new Commands();
    return Archive.write(
        folder,
        "flocker_diagnostics_" + UUID.randomUUID(),
        new Findings(files, commands).collect(version),
        commands);
  }
}
