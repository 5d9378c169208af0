package io.flocker.storage.loopback;

import io.flocker.core.model.SnapshotName;
import io.flocker.storage.FileWork;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** An image on its way out; the snapshot gets its identity when all has been read. */
final class LoopOutgoing implements Outgoing {

  private final LoopCopy copy;
  private final SnapshotName name;
  private final ImageReader reader;

  private LoopOutgoing(LoopCopy copy, SnapshotName name, ImageReader reader) {
    this.copy = copy;
    this.name = name;
    this.reader = reader;
  }

  static LoopOutgoing begin(LoopCopy copy, SnapshotName name) throws IOException {
    return new LoopOutgoing(copy, name, new ImageReader(copy.frozenContent(name)));
  }

  @Override
  public InputStream stream() {
    return reader;
  }

  @Override
  public Snapshot finish() {
    String identity =
        reader
            .identity()
            .orElseThrow(() ->
                StorageProblems.storage(
                    copy.dataset(),
                    "snapshot '" + name + "' was not sent to its end",
                    "transfer it again"));
    return FileWork.ask(
        copy.dataset(),
        () -> {
          // Fails if the volume was thawed meanwhile.
          copy.frozenContent(name);
          copy.identify(name, identity);
          return new Snapshot(name, identity);
        });
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
