package io.flocker.agent.plugin;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.flocker.agent.uplink.TestCluster;
import io.flocker.control.transport.MutualTls;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.VolumeProperties;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.LeftVolume;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.protocol.v1.NodeProtocolGrpc;
import io.flocker.protocol.v1.ReportSeen;
import io.flocker.protocol.v1.TakenVolume;
import io.flocker.protocol.v1.VolumeLeft;
import io.flocker.protocol.v1.VolumeList;
import io.flocker.protocol.v1.VolumeName;
import io.flocker.protocol.v1.VolumeQuery;
import io.flocker.protocol.v1.VolumeRemoved;
import io.flocker.protocol.v1.Welcome;
import io.flocker.protocol.v1.Wishes;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import io.flocker.wire.WishMessages;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A control service of one node, over real TLS: it welcomes the agent, makes volumes where they are
 * first taken, and keeps leases. What it has outlives it in {@link State}.
 */
public final class StubControl extends NodeProtocolGrpc.NodeProtocolImplBase
    implements AutoCloseable {

  /** What a control service has on its disk. */
  public static final class State {

    private final NodeId node;
    private final Map<String, NamedVolume> volumes = new HashMap<>();
    private final Map<String, Map<String, String>> properties = new HashMap<>();
    private final Set<String> leased = new HashSet<>();
    private final Set<String> made = new HashSet<>();
    private final Set<String> destroyed = new HashSet<>();

    /**
     * @param node the only one
     */
    public State(NodeId node) {
      this.node = node;
    }

    /** Whether the node has a lease on the volume of a name. */
    public synchronized boolean isLeased(String name) {
      return Optional.ofNullable(volumes.get(name))
          .filter(volume -> leased.contains(volume.getDataset()))
          .isPresent();
    }

    /** Whether there is a volume of a name. */
    public synchronized boolean has(String name) {
      return volumes.containsKey(name);
    }

    /** The dataset of a name. */
    public synchronized DatasetId dataset(String name) {
      return DatasetId.parse(Objects.requireNonNull(volumes.get(name)).getDataset());
    }
  }

  /** What went wrong on the node, in words. */
  public final List<String> problems = new CopyOnWriteArrayList<>();

  /** What it was asked for, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** What it answers to everything, if it is set. */
  public volatile @Nullable Status refusal;

  /** Whether it answers nothing. */
  public volatile boolean silent;

  private final State state;
  private final Server server;
  private @Nullable StreamObserver<ControlMessage> agent;
  private long revision;

  /** Begins to listen; port 0 for any that is free. */
  public StubControl(TestCluster cluster, int port, State state) throws IOException {
    this.state = state;
    this.server =
        MutualTls.server(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), cluster.control())
            .requestTimeoutMillis(0)
            .gracefulShutdownTimeoutMillis(0, 0)
            .service(GrpcService.builder().addService(this).build())
            .build();
    server.start().join();
  }

  /** Where it listens. */
  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public StreamObserver<AgentMessage> connect(StreamObserver<ControlMessage> responses) {
    return new StreamObserver<>() {

      @Override
      public void onNext(AgentMessage message) {
        if (message.hasHello()) {
          welcome(responses);
        } else if (message.hasReport()) {
          report(message, responses);
        }
      }

      @Override
      public void onError(Throwable problem) {}

      @Override
      public void onCompleted() {}
    };
  }

  private synchronized void welcome(StreamObserver<ControlMessage> responses) {
    agent = responses;
    responses.onNext(
        ControlMessage.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setClusterId("test")
                    .setProtocolMajor(1)
                    .setProtocolMinor(2)
                    .setHeartbeatMs(5_000)
                    // It says nothing by itself.
                    .setDeadAfterMs(600_000))
            .build());
    tellWishes();
  }

  private synchronized void report(AgentMessage message, StreamObserver<ControlMessage> responses) {
    synchronized (state) {
      message
          .getReport()
          .getDatasetsList()
          .forEach(volume -> state.made.add(volume.getRecord().getDataset()));
    }
    message.getReport().getStatusesList().stream()
        .filter(status -> status.hasError())
        .forEach(status -> problems.add(status.getError().getWhat()));
    if (!message.getReport().getMore()) {
      responses.onNext(
          ControlMessage.newBuilder()
              .setReportSeen(ReportSeen.newBuilder().setRevision(message.getReport().getRevision()))
              .build());
    }
  }

  /** Somebody wants a volume destroyed, whoever uses it. */
  public void destroy(String name) {
    synchronized (state) {
      state.destroyed.add(name);
    }
    tellWishes();
  }

  /** Everything that is wanted of the node. */
  private synchronized void tellWishes() {
    if (agent == null) {
      return;
    }
    Wishes.Builder wishes =
        Wishes.newBuilder().setHistory(toString()).setRevision(++revision).setComplete(true);
    synchronized (state) {
      state.volumes.values().stream()
          .filter(volume -> !volume.getNode().isEmpty())
          .forEach(volume -> wishes.addChanged(WishMessages.write(wish(volume))));
    }
    agent.onNext(ControlMessage.newBuilder().setWishes(wishes).build());
  }

  private Wish wish(NamedVolume volume) {
    boolean made = state.made.contains(volume.getDataset());
    return new Wish.OfDataset(
        new WantedDataset(
            DatasetId.parse(volume.getDataset()),
            state.node,
            Optional.empty(),
            state.destroyed.contains(volume.getName()),
            !made,
            List.of(),
            Optional.of(new WantedDataset.Home(state.node, made ? 1 : 0)),
            WantedDataset.Snapshots.NONE,
            Optional.empty(),
            Optional.of(volume.getName()),
            VolumeProperties.of(state.properties.getOrDefault(volume.getName(), Map.of()))));
  }

  private <T> void answer(String what, StreamObserver<T> responses, Consumer<State> work, T done) {
    answer(
        what,
        responses,
        now -> {
          work.accept(now);
          return done;
        });
  }

  private interface Work<T> {
    @Nullable T on(State state);
  }

  /** What is null is not found. */
  private <T> void answer(String what, StreamObserver<T> responses, Work<T> work) {
    asked.add(what);
    Status refused = refusal;
    if (silent) {
      return;
    }
    if (refused != null) {
      responses.onError(refused.asRuntimeException());
      return;
    }
    T result;
    synchronized (state) {
      result = work.on(state);
    }
    if (result == null) {
      responses.onError(Status.NOT_FOUND.withDescription("no such volume").asRuntimeException());
    } else {
      responses.onNext(result);
      responses.onCompleted();
    }
  }

  @Override
  public void listVolumes(VolumeQuery query, StreamObserver<VolumeList> responses) {
    answer(
        "list " + query.getName(),
        responses,
        now ->
            VolumeList.newBuilder()
                .addAllVolumes(
                    now.volumes.values().stream()
                        .filter(volume ->
                            query.getName().isEmpty() || volume.getName().equals(query.getName()))
                        .toList())
                .build());
  }

  @Override
  public void createVolume(NewVolume wanted, StreamObserver<NamedVolume> responses) {
    answer(
        "create " + wanted.getName(),
        responses,
        now -> {
          now.properties.putIfAbsent(wanted.getName(), wanted.getPropertiesMap());
          return now.volumes.computeIfAbsent(
              wanted.getName(),
              name ->
                  NamedVolume.newBuilder()
                      .setName(name)
                      .setDataset(UUID.randomUUID().toString())
                      .setPhase("settled")
                      .setReason("No node has it yet: it is made where it is first used.")
                      .build());
        });
  }

  @Override
  public void takeVolume(TakenVolume name, StreamObserver<NamedVolume> responses) {
    answer(
        "take " + name.getName(),
        responses,
        now -> {
          NamedVolume taken =
              now.volumes.computeIfPresent(
                  name.getName(),
                  (_, volume) ->
                      volume.toBuilder()
                          .setNode(now.node.toString())
                          .setNodeCalled("self")
                          .build());
          if (taken != null) {
            now.leased.add(taken.getDataset());
          }
          return taken;
        });
    tellWishes();
  }

  @Override
  public void leaveVolume(LeftVolume left, StreamObserver<VolumeLeft> responses) {
    answer(
        "leave",
        responses,
        now -> now.leased.remove(left.getDataset()),
        VolumeLeft.getDefaultInstance());
  }

  @Override
  public void removeVolume(VolumeName name, StreamObserver<VolumeRemoved> responses) {
    answer(
        "remove " + name.getName(),
        responses,
        now ->
            now.volumes.remove(name.getName()) == null ? null : VolumeRemoved.getDefaultInstance());
    tellWishes();
  }

  @Override
  public void close() {
    server.closeAsync().join();
  }
}
