package io.flocker.node.ssh;

/** Flocker's own programs as another machine is asked to run them. */
public final class RemoteCommand {

  private RemoteCommand() {}

  /**
   * A shell line that finds a program on the path or where the README says to put it; as another
   * user than root it asks sudo, which must not want a password.
   */
  public static String flocker(String user, String programAndArguments) {
    String run = "PATH=$PATH:/usr/local/bin:/opt/flocker/bin exec " + programAndArguments;
    return user.equals("root") ? run : "exec sudo -n sh -c '" + run + "'";
  }
}
