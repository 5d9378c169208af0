package io.flocker.agent.uplink;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The one answer of a call with one answer. Safe for use by several threads. */
record FirstAnswer<T>(CompletableFuture<T> future) implements StreamObserver<T> {

  @Override
  public void onNext(T message) {
    future.complete(message);
  }

  @Override
  public void onError(Throwable problem) {
    future.completeExceptionally(problem);
  }

  /** Changes nothing after an answer. */
  @Override
  public void onCompleted() {
    future.completeExceptionally(
        Status.INTERNAL
            .withDescription("the control service has answered nothing")
            .asRuntimeException());
  }
}
