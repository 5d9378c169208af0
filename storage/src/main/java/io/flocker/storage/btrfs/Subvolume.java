package io.flocker.storage.btrfs;

import io.flocker.storage.linux.Descriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the kernel says about a subvolume, asked without running a program ({@code
 * BTRFS_IOC_GET_SUBVOL_INFO}, Linux 4.18).
 *
 * @param id grows with every subvolume that is made on the filesystem
 * @param received under which UUID it was first sent; empty unless received and complete
 * @param made when it was made, by this machine's clock
 */
record Subvolume(long id, boolean readOnly, UUID uuid, Optional<UUID> received, Instant made) {

  private static final long ROOT_INODE = 256;
  private static final int INFO_SIZE = 504;
  private static final long GET_SUBVOL_INFO = 2L << 30 | (long) INFO_SIZE << 16 | 0x94 << 8 | 60;
  private static final int ROOTREF_SIZE = 4096;
  private static final long GET_SUBVOL_ROOTREF =
      3L << 30 | (long) ROOTREF_SIZE << 16 | 0x94 << 8 | 61;
  private static final int FS_INFO_SIZE = 1024;
  private static final long FS_INFO = 2L << 30 | (long) FS_INFO_SIZE << 16 | 0x94 << 8 | 31;
  private static final int FLAGS_AT = 288;
  private static final int UUID_AT = 296;
  private static final int RECEIVED_AT = 328;
  private static final int MADE_AT = 392;
  private static final int ROOTREF_COUNT_AT = 8 + 255 * 16;

  private static final ValueLayout.OfLong BIG_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** The UUID that is the same on both sides of a transfer. */
  String identity() {
    return received.orElse(uuid).toString();
  }

  /** The subvolume whose root is {@code path}; empty if there is none. */
  static Optional<Subvolume> at(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        || !Files.getAttribute(path, "unix:ino").equals(ROOT_INODE)) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined();
        Descriptor root = Descriptor.open(path)) {
      MemorySegment info = arena.allocate(INFO_SIZE, 8);
      root.ioctl(GET_SUBVOL_INFO, info);
      return Optional.of(
          new Subvolume(
              info.get(ValueLayout.JAVA_LONG, 0),
              (info.get(ValueLayout.JAVA_LONG, FLAGS_AT) & 1) != 0,
              uuid(info, UUID_AT),
              Optional.of(uuid(info, RECEIVED_AT)).filter(u -> !u.equals(new UUID(0, 0))),
              Instant.ofEpochSecond(
                  info.get(ValueLayout.JAVA_LONG, MADE_AT),
                  info.get(ValueLayout.JAVA_INT, MADE_AT + 8))));
    }
  }

  /** Whether other subvolumes lie inside the one whose root is {@code path}. */
  static boolean hasChildren(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined();
        Descriptor root = Descriptor.open(path)) {
      MemorySegment references = arena.allocate(ROOTREF_SIZE, 8);
      root.ioctl(GET_SUBVOL_ROOTREF, references);
      return references.get(ValueLayout.JAVA_BYTE, ROOTREF_COUNT_AT) != 0;
    }
  }

  /** The UUID of the filesystem that {@code path} is on. */
  static UUID filesystem(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined();
        Descriptor root = Descriptor.open(path)) {
      MemorySegment info = arena.allocate(FS_INFO_SIZE, 8);
      root.ioctl(FS_INFO, info);
      return uuid(info, 16);
    }
  }

  private static UUID uuid(MemorySegment segment, long offset) {
    return new UUID(segment.get(BIG_ENDIAN, offset), segment.get(BIG_ENDIAN, offset + 8));
  }
}
