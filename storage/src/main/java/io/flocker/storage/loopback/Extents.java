package io.flocker.storage.loopback;

import io.flocker.storage.linux.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The parts of a sparse file that are not holes. */
record Extents(long fileLength, List<Extent> extents) {

  /** Bytes from {@code offset} on. */
  record Extent(long offset, long length) {}

  Extents {
    extents = List.copyOf(extents);
  }

  static Extents of(Path file) throws IOException {
    List<Extent> extents = new ArrayList<>();
    try (Descriptor descriptor = Descriptor.open(file)) {
      OptionalLong data = descriptor.nextData(0);
      while (data.isPresent()) {
        long end = descriptor.nextHole(data.getAsLong());
        extents.add(new Extent(data.getAsLong(), end - data.getAsLong()));
        data = descriptor.nextData(end);
      }
    }
    return new Extents(Files.size(file), extents);
  }

  long bytes() {
    return extents.stream().mapToLong(Extent::length).sum();
  }
}
