package io.flocker.storage.process;

/**
 * How a program ended and what it wrote.
 *
 * @param status its exit status; 128 and more if a signal ended it
 * @param out its standard output, whole
 * @param err the end of its standard error
 */
public record Output(int status, String out, String err) {

  /** Whether it ended with status 0. */
  public boolean succeeded() {
    return status == 0;
  }
}
