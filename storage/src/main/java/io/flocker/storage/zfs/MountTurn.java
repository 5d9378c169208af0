package io.flocker.storage.zfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One mount or unmount at a time on this node, whichever process does it. With zfs-fuse 0.7, two at
 * once can leave a mount that never answers: whoever then looks at it hangs for ever, an unmount
 * too. The kernel gives the turn back when a process ends.
 */
final class MountTurn implements AutoCloseable {

  private static final Path DIRECTORY = Path.of("/run/flocker");
  private static final String FILE = "zfs-mount.lock";

  /** Threads of one process: the file's lock is the process's. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final FileChannel channel;

  private MountTurn(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the turn; closing gives it back. */
  static MountTurn take() throws IOException {
    THREADS.lock();
    try {
      Files.createDirectories(DIRECTORY);
      FileChannel channel =
          FileChannel.open(
              DIRECTORY.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        var _ = channel.lock();
        return new MountTurn(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      THREADS.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      THREADS.unlock();
    }
  }
}
