package io.flocker.wire;

/** The versions of the node protocol that this release speaks. */
public final class ProtocolVersion {

  /** Peers of another major version are refused. */
  public static final int MAJOR = 1;

  /** Peers of another minor version are understood. */
  public static final int MINOR = 1;

  private ProtocolVersion() {}
}
