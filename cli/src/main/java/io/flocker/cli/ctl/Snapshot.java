package io.flocker.cli.ctl;

import picocli.CommandLine.Command;

/** {@code flockerctl snapshot}. */
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description = "Keeps states of a dataset, as it was at one time.",
    subcommands = {
      CreateSnapshot.class,
      ListSnapshots.class,
      DestroySnapshot.class,
    })
public final class Snapshot extends Group {}
