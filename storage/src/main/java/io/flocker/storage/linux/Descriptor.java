package io.flocker.storage.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.OptionalLong;

/** An open file or directory with the system calls that the JDK does not offer. */
public final class Descriptor implements AutoCloseable {

  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final int ENXIO = 6;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_OF =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      handle("open", 2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", 1, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      handle("ioctl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle SYNCFS =
      handle("syncfs", 1, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle LSEEK =
      handle("lseek", 3, FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

  private final Path path;
  private final int number;

  private Descriptor(Path path, int number) {
    this.path = path;
    this.number = number;
  }

  /** Opens an existing file or directory for reading. */
  public static Descriptor open(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      int flags = O_RDONLY | O_CLOEXEC;
      long number = call("open", path, state -> (int) OPEN.invokeExact(state, name, flags));
      return new Descriptor(path, (int) number);
    }
  }

  /** {@code ioctl} on a structure that the kernel reads and fills. */
  public void ioctl(long request, MemorySegment argument) throws IOException {
    call(
        "ioctl " + Long.toHexString(request),
        path,
        state -> (int) IOCTL.invokeExact(state, number, request, argument));
  }

  /** Makes everything that was written to this file's filesystem durable. */
  public void syncFilesystem() throws IOException {
    call("syncfs", path, state -> (int) SYNCFS.invokeExact(state, number));
  }

  /** The first byte at or after {@code offset} that is not in a hole; empty if all is hole. */
  public OptionalLong nextData(long offset) throws IOException {
    try {
      return OptionalLong.of(seek(offset, SEEK_DATA));
    } catch (SystemCallException e) {
      if (e.errno() == ENXIO) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  /** The first byte at or after {@code offset} that is in a hole, or the file's end. */
  public long nextHole(long offset) throws IOException {
    return seek(offset, SEEK_HOLE);
  }

  private long seek(long offset, int whence) throws IOException {
    return call("lseek", path, state -> (long) LSEEK.invokeExact(state, number, offset, whence));
  }

  @Override
  public void close() {
    try {
      call("close", path, state -> (int) CLOSE.invokeExact(state, number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FunctionalInterface
  private interface Call {
    long with(MemorySegment state) throws Throwable;
  }

  private static long call(String name, Path path, Call call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.with(state);
      if (result < 0) {
        throw new SystemCallException(name, path, (int) ERRNO_OF.get(state, 0L));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + ": a foreign call throws nothing else", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(String name, int fixed, FunctionDescriptor descriptor) {
    MemorySegment symbol = LINKER.defaultLookup().find(name).orElseThrow();
    boolean variadic = name.equals("open") || name.equals("ioctl");
    return variadic
        ? LINKER.downcallHandle(symbol, descriptor, ERRNO, Linker.Option.firstVariadicArg(fixed))
        : LINKER.downcallHandle(symbol, descriptor, ERRNO);
  }
}
