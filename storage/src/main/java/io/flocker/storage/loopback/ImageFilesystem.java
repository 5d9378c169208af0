package io.flocker.storage.loopback;

import io.flocker.core.model.Size;
import io.flocker.storage.process.Command;
import java.nio.file.Path;

/** What is made inside an image. */
public enum ImageFilesystem {
  /** Grows in use; shrinks while it is not mounted. */
  EXT4("noatime,discard,noinit_itable", 4) {
    @Override
    Command make(Path image) {
      // Few inodes and a small journal: what mkfs writes must not fill the sparse file.
      return Command.of(
          "mkfs.ext4",
          "-b",
          "4096",
          "-q",
          "-F",
          "-m",
          "0",
          "-i",
          "32768",
          "-J",
          "size=16",
          "-E",
          "lazy_itable_init=1,lazy_journal_init=1",
          image.toString());
    }

    @Override
    Command grow(Path device, Path mount) {
      return Command.of("resize2fs", device.toString());
    }
  },
  /** Grows in use; never shrinks. */
  XFS("noatime,discard,nouuid", 300) {
    @Override
    Command make(Path image) {
      return Command.of("mkfs.xfs", "-q", "-f", image.toString());
    }

    @Override
    Command grow(Path device, Path mount) {
      return Command.of("xfs_growfs", mount.toString());
    }
  };

  private final String mountOptions;
  private final int smallestMebibytes;

  ImageFilesystem(String mountOptions, int smallestMebibytes) {
    this.mountOptions = mountOptions;
    this.smallestMebibytes = smallestMebibytes;
  }

  /** The least that an image can hold. */
  public Size smallest() {
    return Size.mebibytes(smallestMebibytes);
  }

  abstract Command make(Path image);

  abstract Command grow(Path device, Path mount);

  Command mount(Path device, Path mount) {
    return Command.of(
        "mount", "-t", typeName(), "-o", mountOptions, device.toString(), mount.toString());
  }

  /** Its name in settings and for mount. */
  public String typeName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
