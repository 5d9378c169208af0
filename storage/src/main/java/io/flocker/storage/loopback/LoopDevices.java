package io.flocker.storage.loopback;

import io.flocker.storage.linux.Descriptor;
import io.flocker.storage.linux.SystemCallException;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Output;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Loop devices of images. Looked up in sysfs, which costs no command. The kernel has one set of
 * them for all mount namespaces, and another namespace may have another file at the same path: a
 * device is an image's only if the kernel names the same inode ({@code LOOP_GET_STATUS64}).
 */
record LoopDevices(Commands commands) {

  // Whoever looks at all loop devices, as losetup does, keeps one from going meanwhile.
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LOOP_GET_STATUS64 = 0x4C05;
  private static final int STATUS_SIZE = 232;
  private static final int ENXIO = 6;

  /** The device that is attached to an image, in whatever mount namespace it is used. */
  Optional<Path> of(Path image) throws IOException {
    String real = image.toRealPath().toString();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      for (Path entry : devices) {
        Path device = Path.of("/dev", Objects.requireNonNull(entry.getFileName()).toString());
        if (backing(entry).filter(real::equals).isPresent() && isOf(device, image)) {
          return Optional.of(device);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(Path device, Path image) throws IOException {
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor = Descriptor.open(device)) {
      MemorySegment status = arena.allocate(STATUS_SIZE, Long.BYTES);
      descriptor.ioctl(LOOP_GET_STATUS64, status);
      return Files.getAttribute(image, "unix:dev").equals(status.get(ValueLayout.JAVA_LONG, 0))
          && Files.getAttribute(image, "unix:ino")
              .equals(status.get(ValueLayout.JAVA_LONG, Long.BYTES));
    } catch (SystemCallException e) {
      if (e.errno() == ENXIO) {
        // It was detached a moment ago.
        return false;
      }
      throw e;
    }
  }

  private static Optional<String> backing(Path device) throws IOException {
    Path file = device.resolve("loop/backing_file");
    try {
      return Optional.of(Files.readString(file).stripTrailing());
    } catch (IOException e) {
      if (Files.notExists(file)) {
        // It is not attached, or no longer: then reading what was opened fails too.
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Attaches an image, without the page cache twice where its filesystem can do direct I/O. */
  Path attach(String where, Path image) throws IOException {
    Optional<Path> left = of(image);
    if (left.isPresent()) {
      return left.get();
    }
    Command plain = Command.of("losetup", "--find", "--show", image.toString()).on(where);
    Output direct = commands.run(plain.with("--direct-io=on"));
    String device = direct.succeeded() ? direct.out() : commands.check(plain);
    return Path.of(device.strip());
  }

  /** Lets go of the device; the kernel frees it when its last mount has gone. */
  void detach(String where, Path device) {
    commands.check(Command.of("losetup", "--detach", device.toString()).on(where));
  }

  /** Whether the device of an image is gone, after a moment's patience. */
  boolean gone(Path image) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (of(image).isPresent()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return true;
  }
}
