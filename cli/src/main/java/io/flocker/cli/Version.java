package io.flocker.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the jar that it is in. */
public final class Version implements IVersionProvider {

  /** Of this build. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {current()};
  }
}
