package io.flocker.storage.linux;

import java.io.IOException;
import java.nio.file.Path;

/** A system call that failed. */
public final class SystemCallException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  SystemCallException(String call, Path path, int errno) {
    super(call + " on " + path + " failed with errno " + errno);
    this.errno = errno;
  }

  /** The kernel's error number. */
  public int errno() {
    return errno;
  }
}
