package io.flocker.agent.plugin;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.protocol.v1.NewVolume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Volumes that keep what they were asked for, in words. */
final class TestVolumes implements Volumes {

  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile boolean broken;
  volatile boolean empty;

  private void ask(String what) {
    asked.add(what);
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (broken) {
      throw new IllegalStateException("broken");
    }
  }

  @Override
  public void create(NewVolume wanted, Deadline deadline) {
    ask("create " + wanted.getName() + " " + wanted.getMaximumSize());
    if (wanted.getName().equals("bad")) {
      throw new ProblemException(
          List.of(
              new Problem(Problem.Kind.CONFIGURATION, "volume bad", "is bad", "do good"),
              new Problem(Problem.Kind.CONFIGURATION, "volume bad", "is worse", "")));
    }
  }

  @Override
  public void remove(String name, Deadline deadline) {
    ask("remove " + name);
  }

  @Override
  public Mounted mount(String name, String id, Deadline deadline) {
    ask("mount " + name + " " + id);
    return new Mounted("/flocker/" + name, () -> asked.add("give back " + name + " " + id));
  }

  @Override
  public void unmount(String name, String id, Deadline deadline) {
    ask("unmount " + name + " " + id);
  }

  @Override
  public String path(String name) {
    return "/flocker/" + name;
  }

  @Override
  public Optional<VolumeView> get(String name, Deadline deadline) {
    ask("get " + name);
    return Optional.of(
            new VolumeView(
                name,
                "/flocker/" + name,
                Optional.empty(),
                new LinkedHashMap<>(Map.of("node", "a"))))
        .filter(_ -> !empty);
  }

  @Override
  public List<VolumeView> list(Deadline deadline) {
    ask("list");
    return List.of(new VolumeView("data", "", Optional.empty(), new LinkedHashMap<>()));
  }
}
