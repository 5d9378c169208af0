package io.flocker.agent.uplink;

import io.flocker.protocol.v1.RenewedCertificate;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Makes one answer of what the network brings. Safe for use by several threads. */
final class RenewalObserver implements StreamObserver<RenewedCertificate> {

  private final Consumer<RenewalAnswer> answered;
  private final AtomicBoolean told = new AtomicBoolean();

  RenewalObserver(Consumer<RenewalAnswer> answered) {
    this.answered = answered;
  }

  @Override
  public void onNext(RenewedCertificate message) {
    tell(new RenewalAnswer.Signed(message.getCertificates()));
  }

  @Override
  public void onError(Throwable problem) {
    tell(read(problem));
  }

  @Override
  public void onCompleted() {
    tell(new RenewalAnswer.Lost("the control service has answered nothing"));
  }

  private void tell(RenewalAnswer answer) {
    if (!told.getAndSet(true)) {
      answered.accept(answer);
    }
  }

  private static RenewalAnswer read(Throwable problem) {
    Status status = Status.fromThrowable(problem);
    String description = status.getDescription();
    return switch (status.getCode()) {
      case UNIMPLEMENTED ->
          new RenewalAnswer.Declined(
              "the control service is of an older release, which renews no certificates — install"
                  + " this release there");
      case FAILED_PRECONDITION, INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED, INTERNAL ->
          new RenewalAnswer.Declined(
              description == null ? "the control service says " + status.getCode() : description);
      default -> new RenewalAnswer.Lost(ControlStream.reason(problem));
    };
  }
}
