package io.flocker.control.cluster;

import io.flocker.wire.AgentHello;
import io.flocker.wire.ProtocolVersion;
import java.util.Optional;
import java.util.UUID;

/** How agents of tests introduce themselves. */
public final class TestHello {

  private TestHello() {}

  /** A new process for everything on a node. */
  public static AgentHello ofNew() {
    return of(UUID.randomUUID(), "boot", true, true);
  }

  /** A process for one half of a node or both, since the boot of this id. */
  public static AgentHello of(UUID process, String boot, boolean datasets, boolean containers) {
    return of(process, boot, datasets, containers, ProtocolVersion.MINOR);
  }

  /** The same, of a release with another minor version of the protocol. */
  public static AgentHello of(
      UUID process, String boot, boolean datasets, boolean containers, int minor) {
    return new AgentHello(
        ProtocolVersion.MAJOR,
        minor,
        "2.0.0",
        boot,
        process,
        Optional.empty(),
        4525,
        "zfs",
        true,
        true,
        datasets,
        containers,
        Optional.empty());
  }
}
