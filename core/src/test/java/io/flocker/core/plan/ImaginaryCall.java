package io.flocker.core.plan;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request from one host to another. The caller may be told nothing although it was carried out,
 * and it may be carried out long after the caller gave up.
 */
final class ImaginaryCall {

  /** What the target answers: whether it did as asked, and its record if that says more. */
  record Reply(boolean done, boolean later, io.flocker.core.state.@Nullable VolumeRecord record) {
    static final Reply DONE = new Reply(true, false, null);
    static final Reply REFUSED = new Reply(false, false, null);
    static final Reply LATER = new Reply(false, true, null);
  }

  final ImaginaryHost target;
  private final Function<ImaginaryHost, Reply> request;
  boolean delivered;
  boolean lost;
  @Nullable Reply reply;

  ImaginaryCall(ImaginaryHost target, Function<ImaginaryHost, Reply> request) {
    this.target = target;
    this.request = request;
  }

  /** The request arrives; the answer may get lost on the way back. */
  void deliver(boolean loseReply) {
    delivered = true;
    if (!target.up) {
      lost = true;
      return;
    }
    Reply answer = request.apply(target);
    if (loseReply) {
      lost = true;
    } else {
      reply = answer;
    }
  }

  void drop() {
    delivered = true;
    lost = true;
  }
}
