package io.flocker.wire;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.protocol.v1.Status;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Units and their statuses as messages. */
final class StatusCodec {

  private StatusCodec() {}

  static io.flocker.protocol.v1.UnitId write(UnitId id) {
    io.flocker.protocol.v1.UnitId.Builder message = io.flocker.protocol.v1.UnitId.newBuilder();
    return switch (id) {
      case UnitId.OfDataset of -> message.setDataset(of.dataset().toString()).build();
      case UnitId.OfContainer of -> message.setContainer(of.name().value()).build();
      case UnitId.OfPort of -> message.setPort(of.port()).build();
    };
  }

  /** Empty for a kind of unit that only a newer release knows. */
  static Optional<UnitId> read(io.flocker.protocol.v1.UnitId message) {
    return switch (message.getUnitCase()) {
      case DATASET ->
          Optional.of(new UnitId.OfDataset(new DatasetId(Texts.uuid(message.getDataset()))));
      case CONTAINER ->
          Optional.of(new UnitId.OfContainer(new ApplicationName(message.getContainer())));
      case PORT -> Optional.of(new UnitId.OfPort(message.getPort()));
      case UNIT_NOT_SET -> Optional.empty();
    };
  }

  static Status write(UnitId id, UnitStatus status) {
    Status.Builder message =
        Status.newBuilder()
            .setUnit(write(id))
            .setPhase(phase(status.phase()))
            .setReason(status.reason())
            .setWaitingFor(status.waitingFor().orElse(""))
            .setAttempts(status.attempts())
            .setSinceMs(status.since().toEpochMilli())
            .setNextRetryMs(Texts.milliseconds(status.nextRetry()));
    status.error().ifPresent(error -> message.setError(problem(error)));
    status.progress().ifPresent(progress -> message.setProgress(progress(progress)));
    return message.build();
  }

  static UnitStatus read(Status message) {
    return new UnitStatus(
        phase(message.getPhase()),
        message.getReason(),
        Texts.optional(message.getWaitingFor()),
        message.hasError() ? Optional.of(problem(message.getError())) : Optional.empty(),
        message.getAttempts(),
        Instant.ofEpochMilli(message.getSinceMs()),
        Texts.time(message.getNextRetryMs()),
        message.hasProgress() ? Optional.of(progress(message.getProgress())) : Optional.empty());
  }

  private static io.flocker.protocol.v1.Phase phase(Phase phase) {
    return switch (phase) {
      case UNKNOWN -> io.flocker.protocol.v1.Phase.PHASE_UNSPECIFIED;
      case SETTLED -> io.flocker.protocol.v1.Phase.PHASE_SETTLED;
      case WORKING -> io.flocker.protocol.v1.Phase.PHASE_WORKING;
      case WAITING -> io.flocker.protocol.v1.Phase.PHASE_WAITING;
      case FAILED -> io.flocker.protocol.v1.Phase.PHASE_FAILED;
      case REFUSED -> io.flocker.protocol.v1.Phase.PHASE_REFUSED;
    };
  }

  private static Phase phase(io.flocker.protocol.v1.Phase phase) {
    return switch (phase) {
      case PHASE_UNSPECIFIED, UNRECOGNIZED -> Phase.UNKNOWN;
      case PHASE_SETTLED -> Phase.SETTLED;
      case PHASE_WORKING -> Phase.WORKING;
      case PHASE_WAITING -> Phase.WAITING;
      case PHASE_FAILED -> Phase.FAILED;
      case PHASE_REFUSED -> Phase.REFUSED;
    };
  }

  private static io.flocker.protocol.v1.Problem problem(Problem problem) {
    return io.flocker.protocol.v1.Problem.newBuilder()
        .setKind(word(problem.kind()))
        .setWhere(problem.where())
        .setWhat(problem.what())
        .setRemedy(problem.remedy())
        .build();
  }

  private static Problem problem(io.flocker.protocol.v1.Problem message) {
    Problem.Kind kind =
        Arrays.stream(Problem.Kind.values())
            .filter(known -> word(known).equals(message.getKind()))
            .findFirst()
            .orElse(Problem.Kind.INTERNAL);
    return new Problem(kind, message.getWhere(), message.getWhat(), message.getRemedy());
  }

  private static String word(Problem.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static io.flocker.protocol.v1.Progress progress(UnitStatus.Progress progress) {
    return io.flocker.protocol.v1.Progress.newBuilder()
        .setBytes(progress.bytes())
        .setTotal(progress.total())
        .setBytesPerSecond(progress.bytesPerSecond())
        .build();
  }

  private static UnitStatus.Progress progress(io.flocker.protocol.v1.Progress message) {
    return new UnitStatus.Progress(
        message.getBytes(), message.getTotal(), message.getBytesPerSecond());
  }
}
