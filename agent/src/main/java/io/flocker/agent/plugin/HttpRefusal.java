package io.flocker.agent.plugin;

/** A request that cannot be answered as it is; the connection ends with it. */
final class HttpRefusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  HttpRefusal(int status, String why) {
    super(why);
    this.status = status;
  }

  int status() {
    return status;
  }
}
