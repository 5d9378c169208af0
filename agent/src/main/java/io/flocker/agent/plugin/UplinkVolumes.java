package io.flocker.agent.plugin;

import io.flocker.agent.uplink.Uplink;
import io.flocker.agent.uplink.UplinkState;
import io.flocker.core.model.DatasetId;
import io.flocker.protocol.v1.LeftVolume;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.protocol.v1.NodeProtocolGrpc.NodeProtocolStub;
import io.flocker.protocol.v1.TakenVolume;
import io.flocker.protocol.v1.VolumeLeft;
import io.flocker.protocol.v1.VolumeList;
import io.flocker.protocol.v1.VolumeName;
import io.flocker.protocol.v1.VolumeQuery;
import io.flocker.protocol.v1.VolumeRemoved;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The control service at the other end of the uplink. */
final class UplinkVolumes implements ControlVolumes {

  // A restart of either end takes no longer; who calls then need not hear of it.
  private static final Duration RESTART = Duration.ofSeconds(5);

  private final Uplink uplink;
  private final News news;
  private final InstantSource clock;
  private final Duration restart;

  /**
   * @param news of the state of the uplink
   */
  UplinkVolumes(Uplink uplink, News news, InstantSource clock) {
    this(uplink, news, clock, RESTART);
  }

  /** As above, with another time that a restart may take. */
  UplinkVolumes(Uplink uplink, News news, InstantSource clock, Duration restart) {
    this.uplink = uplink;
    this.news = news;
    this.clock = clock;
    this.restart = restart;
  }

  @Override
  public boolean isThere(Deadline deadline) {
    Deadline soon = deadline.orIn(restart);
    while (true) {
      long seen = news.version();
      UplinkState state = uplink.state();
      boolean joined = state instanceof UplinkState.Joined;
      if (joined && uplink.wishes().revision().isPresent()) {
        return true;
      }
      if (!(joined || isFresh(state)) || !news.await(seen, soon)) {
        return uplink.state() instanceof UplinkState.Joined;
      }
    }
  }

  private boolean isFresh(UplinkState state) {
    return state instanceof UplinkState.Away(Instant since, _)
        && since.plus(restart).isAfter(clock.instant());
  }

  @Override
  public Answer<List<NamedVolume>> list(Duration patience) {
    return find("", patience);
  }

  @Override
  public Answer<List<NamedVolume>> find(String name, Duration patience) {
    VolumeQuery query = VolumeQuery.newBuilder().setName(name).build();
    return this.<VolumeList, List<NamedVolume>>ask(
        patience,
        (service, answer) -> service.listVolumes(query, answer),
        VolumeList::getVolumesList);
  }

  @Override
  public Answer<NamedVolume> create(NewVolume wanted, Duration patience) {
    return this.<NamedVolume, NamedVolume>ask(
        patience, (service, answer) -> service.createVolume(wanted, answer), volume -> volume);
  }

  @Override
  public Answer<NamedVolume> take(String name, DatasetId dataset, Duration patience) {
    TakenVolume volume =
        TakenVolume.newBuilder().setName(name).setDataset(dataset.toString()).build();
    return this.<NamedVolume, NamedVolume>ask(
        patience, (service, answer) -> service.takeVolume(volume, answer), taken -> taken);
  }

  @Override
  public Answer<Boolean> leave(DatasetId dataset, Duration patience) {
    LeftVolume left = LeftVolume.newBuilder().setDataset(dataset.toString()).build();
    return this.<VolumeLeft, Boolean>ask(
        patience, (service, answer) -> service.leaveVolume(left, answer), _ -> true);
  }

  @Override
  public Answer<Boolean> remove(String name, Duration patience) {
    VolumeName volume = VolumeName.newBuilder().setName(name).build();
    return this.<VolumeRemoved, Boolean>ask(
        patience, (service, answer) -> service.removeVolume(volume, answer), _ -> true);
  }

  private <M, T> Answer<T> ask(
      Duration patience,
      BiConsumer<NodeProtocolStub, StreamObserver<M>> call,
      Function<M, T> read) {
    if (patience.isZero()) {
      return away("there was no time left to ask it");
    }
    try {
      return new Answer.Done<>(read.apply(uplink.ask(patience, call).get()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return away("the agent is shutting down");
    } catch (ExecutionException e) {
      return e.getCause() instanceof StatusRuntimeException status
          ? refusal(status.getStatus(), patience)
          : away("it has not answered in " + inWords(patience));
    }
  }

  private <T> Answer<T> refusal(Status status, Duration patience) {
    String why =
        Optional.ofNullable(status.getDescription())
            .orElse("the control service says " + status.getCode());
    return switch (status.getCode()) {
      case NOT_FOUND -> new Answer.Missing<>(why);
      case ABORTED -> new Answer.Busy<>(why);
      case UNIMPLEMENTED ->
          new Answer.Refused<>(
              "the control service is of an older release, which knows no volumes of Docker's —"
                  + " upgrade the control service first");
      case UNAVAILABLE, CANCELLED, UNKNOWN -> away(why);
      case DEADLINE_EXCEEDED -> away("it has not answered in " + inWords(patience));
      default -> new Answer.Refused<>(why);
    };
  }

  private static String inWords(Duration patience) {
    return patience.toMillis() < 1_000 ? patience.toMillis() + " ms" : patience.toSeconds() + " s";
  }

  private <T> Answer<T> away(String why) {
    String known =
        switch (uplink.state()) {
          case UplinkState.Joined _ -> "the control service cannot be reached: " + why;
          case UplinkState.Away(Instant since, String reason) ->
              "the control service cannot be reached since "
                  + since
                  + (reason.isEmpty() ? "" : ": " + reason);
          case UplinkState.Refused refused ->
              "the control service has not let this node in since "
                  + refused.since()
                  + ": "
                  + refused.explanation()
                  + " — "
                  + refused.remedy();
          case UplinkState.Closed _ -> "the agent is shutting down";
        };
    return new Answer.Away<>(known);
  }
}
