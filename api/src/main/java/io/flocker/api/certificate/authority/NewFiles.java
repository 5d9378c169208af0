package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.CertificateProblems;
import io.flocker.api.certificate.Credential;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes files for their owner alone. When a method returns, they are on the disk. */
public final class NewFiles {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private NewFiles() {}

  /**
   * Makes all files, in this order, or none. A file that exists is never touched. Throws
   * ProblemException.
   */
  public static void create(Map<Path, byte[]> files) {
    List<Path> made = new ArrayList<>();
    try {
      files.keySet().forEach(NewFiles::mustNotExist);
      files.forEach((file, content) -> create(file, content, made));
    } catch (RuntimeException e) {
      made.forEach(file -> removeAgain(file, e));
      throw e;
    }
    files.keySet().stream().map(NewFiles::folder).distinct().forEach(NewFiles::sync);
  }

  /** Told before anything is made: a certificate without its key helps nobody. */
  private static void mustNotExist(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw CertificateProblems.unwritable(file, new FileAlreadyExistsException(file.toString()));
    }
  }

  private static void create(Path file, byte[] content, List<Path> made) {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      made.add(file);
      write(channel, content);
    } catch (IOException e) {
      throw CertificateProblems.unwritable(file, e);
    }
  }

  private static void write(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static void removeAgain(Path file, RuntimeException failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Replaces a file: afterwards it is the old or the new one. Only for what is no secret's home.
   */
  static void replace(Path file, byte[] content) {
    prepare(file, content);
    takePlace(file);
  }

  /** Writes what is to take the place of a file, beside it. */
  static void prepare(Path file, byte[] content) {
    Path next = Credential.prepared(file);
    try {
      Files.deleteIfExists(next);
    } catch (IOException e) {
      throw CertificateProblems.unwritable(next, e);
    }
    create(next, content, new ArrayList<>());
    sync(folder(file));
  }

  /** Puts in the place of a file what was prepared for it. */
  static void takePlace(Path file) {
    try {
      Files.move(Credential.prepared(file), file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CertificateProblems.unwritable(file, e);
    }
    sync(folder(file));
  }

  /** Adds to the end of a file, which is made where it is missing. */
  static void append(Path file, byte[] content) {
    boolean isNew = Files.notExists(file);
    try (FileChannel channel = openOrCreate(file, StandardOpenOption.APPEND)) {
      write(channel, content);
    } catch (IOException e) {
      throw CertificateProblems.unwritable(file, e);
    }
    if (isNew) {
      sync(folder(file));
    }
  }

  static FileChannel openOrCreate(Path file, StandardOpenOption how) throws IOException {
    return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, how), OWNER_ONLY);
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + ": has no folder");
    }
    return folder;
  }

  private static void sync(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw CertificateProblems.unwritable(folder, e);
    }
  }
}
