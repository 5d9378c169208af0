package io.flocker.storage.loopback;

import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Output;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Loop devices of images. Looked up in sysfs, which costs no command. */
record LoopDevices(Commands commands) {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** The device that is attached to an image, in whatever mount namespace it is used. */
  Optional<Path> of(Path image) throws IOException {
    String real = image.toRealPath().toString();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
      for (Path device : devices) {
        if (backing(device).filter(real::equals).isPresent()) {
          return Optional.of(
              Path.of("/dev", Objects.requireNonNull(device.getFileName()).toString()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> backing(Path device) throws IOException {
    try {
      return Optional.of(Files.readString(device.resolve("loop/backing_file")).stripTrailing());
    } catch (NoSuchFileException e) {
      return Optional.empty();
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
