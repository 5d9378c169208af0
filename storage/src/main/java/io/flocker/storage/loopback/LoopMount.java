package io.flocker.storage.loopback;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.storage.OpenWriters;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.linux.MountPoint;
import io.flocker.storage.linux.Mounts;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Output;
import io.flocker.storage.record.Durable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes, mounts and resizes the filesystem in one dataset's image. */
record LoopMount(DatasetId dataset, ImageFilesystem filesystem, Commands commands) {

  /** e2fsck: errors were corrected, such as a missing lost+found. */
  private static final int FSCK_CORRECTED = 1;

  private LoopDevices devices() {
    return new LoopDevices(commands);
  }

  private String where() {
    return StorageProblems.where(dataset);
  }

  void make(Path image, Size size) throws IOException {
    refuseTooSmall(size);
    setLength(image, size);
    commands.check(filesystem.make(image).on(where()));
  }

  void refuseTooSmall(Size size) {
    if (size.compareTo(filesystem.smallest()) < 0) {
      throw StorageProblems.tooSmall(
          dataset,
          size.toString(),
          "a " + filesystem.typeName() + " image, which takes " + filesystem.smallest());
    }
  }

  static void setLength(Path image, Size size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size.bytes());
      file.getFD().sync();
    }
  }

  boolean isMounted(Path mount) throws IOException {
    return Mounts.now().at(mount).isPresent();
  }

  void mount(Path image, Path mount) throws IOException {
    if (isMounted(mount)) {
      return;
    }
    new MountPoint(mount, commands).make();
    Path device = devices().attach(where(), image);
    try {
      commands.check(filesystem.mount(device, mount).on(where()));
    } finally {
      devices().detach(where(), device);
    }
    if (filesystem == ImageFilesystem.XFS) {
      // Grows only when mounted; does nothing if it fills its image already.
      commands.check(filesystem.grow(device, mount).on(where()));
    }
    hideLostAndFound(mount);
  }

  /** Databases refuse a directory that is not empty; what a check has rescued there stays. */
  private static void hideLostAndFound(Path mount) throws IOException {
    try {
      Files.deleteIfExists(mount.resolve("lost+found"));
    } catch (DirectoryNotEmptyException e) {
      System.getLogger(LoopMount.class.getName())
          .log(System.Logger.Level.INFO, mount + "/lost+found holds rescued files");
    }
  }

  /** Unmounts; afterwards nobody, in any mount namespace, can still write to the image. */
  void unmount(Path image, Path mount) throws IOException {
    if (isMounted(mount)) {
      Command command = Command.of("umount", mount.toString()).on(where());
      Output output = commands.run(command);
      if (!output.succeeded()) {
        StorageProblems.refuseWriter(dataset, OpenWriters.find(mount));
        throw Commands.failed(command, output);
      }
    }
    if (Files.exists(image)) {
      if (!devices().gone(image)) {
        throw StorageProblems.refused(
            dataset,
            "it was unmounted here, but its image is still in use in another mount namespace",
            "stop the container or process that holds it, then try again");
      }
      Durable.sync(image);
    }
  }

  /** Grows in use where the kernel lets us (ext4 wants CAP_SYS_RESOURCE), else while frozen. */
  void grow(Path image, Path mount, Size size) throws IOException {
    if (!isMounted(mount)) {
      growFrozen(image, size);
      return;
    }
    setLength(image, size);
    Path device = devices().of(image).orElseThrow(() -> StorageProblems.noContent(dataset));
    commands.check(Command.of("losetup", "--set-capacity", device.toString()).on(where()));
    commands.check(filesystem.grow(device, mount).on(where()));
  }

  private void growFrozen(Path image, Size size) throws IOException {
    setLength(image, size);
    if (filesystem == ImageFilesystem.EXT4) {
      fsck(image);
      commands.check(Command.of("resize2fs", image.toString()).on(where()));
    }
  }

  private void fsck(Path image) {
    Command check = Command.of("e2fsck", "-f", "-p", image.toString()).on(where());
    Output checked = commands.run(check);
    if (checked.status() > FSCK_CORRECTED) {
      throw Commands.failed(check, checked);
    }
  }

  void shrink(Path image, Size size) throws IOException {
    fsck(image);
    String kibibytes = (size.bytes() >> 10) + "K";
    commands.check(Command.of("resize2fs", image.toString(), kibibytes).on(where()));
    setLength(image, size);
  }
}
