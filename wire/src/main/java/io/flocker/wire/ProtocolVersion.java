package io.flocker.wire;

/** The versions of the node protocol that this release speaks. */
public final class ProtocolVersion {

  /** Peers of another major version are refused. */
  public static final int MAJOR = 1;

  /** Peers of another minor version are understood. */
  public static final int MINOR = 4;

  /** The first minor version whose agents know certificates that a node authority has signed. */
  public static final int MINOR_WITH_NODE_AUTHORITIES = 1;

  /** The first minor version whose control services know volumes by their names. */
  public static final int MINOR_WITH_VOLUMES = 2;

  private ProtocolVersion() {}
}
