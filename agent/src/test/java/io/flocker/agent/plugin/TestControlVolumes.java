package io.flocker.agent.plugin;

import io.flocker.core.model.DatasetId;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A control service in memory, which can be away and have leases of others. */
final class TestControlVolumes implements ControlVolumes {

  final List<String> asked = new CopyOnWriteArrayList<>();
  final Map<String, NamedVolume> volumes = new ConcurrentHashMap<>();
  final Map<String, String> holders = new ConcurrentHashMap<>();
  final Map<DatasetId, Boolean> leases = new ConcurrentHashMap<>();
  volatile boolean away;

  /** So many times more it is too slow to answer who takes or leaves, though it is there. */
  final AtomicInteger slow = new AtomicInteger();

  /** Before 1.4: takes what has the name, whichever dataset that is. */
  volatile boolean older;

  volatile Runnable onTake = () -> {};
  volatile Runnable onJoin = () -> {};

  NamedVolume add(String name, DatasetId dataset) {
    NamedVolume volume =
        NamedVolume.newBuilder()
            .setName(name)
            .setDataset(dataset.toString())
            .setNodeCalled("192.0.2.2")
            .setPhase("working")
            .setReason("moving: copying while it can be used")
            .setMaximumSize(1L << 30)
            .setUsed(1 << 20)
            .addSnapshots("daily")
            .setLeasedBy("192.0.2.2")
            .setCreatedMs(1_000)
            .build();
    volumes.put(name, volume);
    return volume;
  }

  private boolean isSlow() {
    return slow.getAndUpdate(times -> Math.max(0, times - 1)) > 0;
  }

  private <T> Answer<T> gone() {
    return new Answer.Away<>("the control service cannot be reached since Tuesday");
  }

  private static <T> Answer<T> missing(String name) {
    return new Answer.Missing<>("there is no volume " + name);
  }

  @Override
  public boolean isThere(Deadline deadline) {
    onJoin.run();
    return !away;
  }

  @Override
  public Answer<List<NamedVolume>> list(Duration patience) {
    asked.add("list");
    return away ? gone() : new Answer.Done<>(List.copyOf(volumes.values()));
  }

  @Override
  public Answer<List<NamedVolume>> find(String name, Duration patience) {
    asked.add("find " + name);
    NamedVolume volume = volumes.get(name);
    return away ? gone() : new Answer.Done<>(volume == null ? List.of() : List.of(volume));
  }

  @Override
  public Answer<NamedVolume> create(NewVolume wanted, Duration patience) {
    asked.add("create " + wanted.getName());
    if (away) {
      return gone();
    }
    return wanted.getName().contains("ü")
        ? new Answer.Refused<>("names have letters of ASCII")
        : new Answer.Done<>(add(wanted.getName(), DatasetId.ofName(wanted.getName())));
  }

  @Override
  public Answer<NamedVolume> take(String name, DatasetId dataset, Duration patience) {
    asked.add("take " + name);
    NamedVolume volume = volumes.get(name);
    if (away || isSlow()) {
      return gone();
    }
    if (volume == null) {
      return missing(name);
    }
    if (holders.containsKey(name)) {
      return new Answer.Busy<>(holders.get(name) + " uses it");
    }
    if (!older && !volume.getDataset().equals(dataset.toString())) {
      return new Answer.Refused<>(name + " is another dataset now");
    }
    leases.put(DatasetId.parse(volume.getDataset()), true);
    onTake.run();
    return new Answer.Done<>(volume);
  }

  @Override
  public Answer<Boolean> leave(DatasetId dataset, Duration patience) {
    asked.add("leave");
    if (away || isSlow()) {
      return gone();
    }
    leases.remove(dataset);
    return new Answer.Done<>(true);
  }

  @Override
  public Answer<Boolean> remove(String name, Duration patience) {
    asked.add("remove " + name);
    if (away) {
      return gone();
    }
    if (leases.containsKey(DatasetId.ofName(name))) {
      return new Answer.Busy<>("this node uses it");
    }
    return volumes.remove(name) == null ? missing(name) : new Answer.Done<>(true);
  }
}
