package io.flocker.cli.ctl;

import picocli.CommandLine.Command;

/** {@code flockerctl lease}. */
@Command(
    name = "lease",
    mixinStandardHelpOptions = true,
    description = "Says that datasets are in use on a node, so that they are not moved away.",
    subcommands = {
      AcquireLease.class,
      RenewLease.class,
      ReleaseLease.class,
      ListLeases.class,
    })
public final class Lease extends Group {}
