package io.flocker.storage.loopback;

import io.flocker.core.model.SnapshotName;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.FileWork;
import io.flocker.storage.Incoming;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.record.Durable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An image on its way in, under a name of its own until it is whole. */
final class LoopIncoming implements Incoming {

  private final LoopCopy copy;
  private final Layout place;
  private final SnapshotName name;
  private final Path file;
  private final ImageWriter writer;

  private LoopIncoming(LoopCopy copy, Layout place, SnapshotName name, Path file)
      throws IOException {
    this.copy = copy;
    this.place = place;
    this.name = name;
    this.file = file;
    this.writer = new ImageWriter(file);
  }

  static LoopIncoming begin(LoopCopy copy, VolumeRecord record, SnapshotName name)
      throws IOException {
    Optional<VolumeRecord> here = copy.record();
    if (here.isPresent()) {
      refuseLive(copy, here.get());
      copy.sweep();
    }
    Layout place = here.isPresent() ? copy.layout() : copy.begin(record);
    return new LoopIncoming(copy, place, name, place.newIncoming());
  }

  private static void refuseLive(LoopCopy copy, VolumeRecord here) throws IOException {
    if (here.handingOffTo().isPresent()) {
      throw StorageProblems.live(copy.dataset(), "it is being handed off to another node");
    }
    if (copy.mounter().isMounted(copy.layout().mount())) {
      throw StorageProblems.live(copy.dataset(), "it is mounted");
    }
  }

  @Override
  public OutputStream stream() {
    return writer;
  }

  @Override
  public Snapshot finish() {
    return FileWork.ask(copy.dataset(), this::accept);
  }

  private Snapshot accept() throws IOException {
    String identity = writer.finish();
    writer.close();
    if (place.equals(copy.layout())) {
      // Before the content changes: what they name goes with it.
      copy.forgetSnapshots();
      Files.deleteIfExists(place.image());
    }
    Durable.move(file, place.received());
    Durable.write(place.snapshot(name), identity + "\n");
    if (!place.equals(copy.layout())) {
      copy.publish(place);
    }
    return new Snapshot(name, identity);
  }

  @Override
  public void close() {
    try {
      FileWork.run(
          copy.dataset(),
          () -> {
            writer.close();
            Files.deleteIfExists(file);
            if (!place.equals(copy.layout())) {
              copy.remove(place);
            }
          });
    } catch (ProblemException e) {
      // What is left is provably ours and incomplete: the next work on the dataset sweeps it.
      System.getLogger(LoopIncoming.class.getName())
          .log(System.Logger.Level.WARNING, e.getMessage());
    }
  }
}
