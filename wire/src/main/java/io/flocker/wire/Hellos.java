package io.flocker.wire;

import io.flocker.protocol.v1.Capabilities;
import io.flocker.protocol.v1.Hello;
import java.util.Optional;

/** The first message of an agent. */
public final class Hellos {

  private Hellos() {}

  /** As a message. */
  public static Hello write(AgentHello hello) {
    Hello.Builder message =
        Hello.newBuilder()
            .setProtocolMajor(hello.protocolMajor())
            .setProtocolMinor(hello.protocolMinor())
            .setProductVersion(hello.productVersion())
            .setBootId(hello.bootId())
            .setProcessId(hello.processId().toString())
            .setHost(hello.host().orElse(""))
            .setPeerPort(hello.peerPort())
            .setDriver(hello.driver())
            .setCapabilities(
                Capabilities.newBuilder()
                    .setLiveTransfer(hello.liveTransfer())
                    .setShrink(hello.shrink()))
            .setDatasets(hello.datasets())
            .setContainers(hello.containers());
    hello
        .wishes()
        .ifPresent(wishes ->
            message.setWishesHistory(wishes.history()).setWishesRevision(wishes.revision()));
    return message.build();
  }

  /** From a message; throws IllegalArgumentException that says what does not fit. */
  public static AgentHello read(Hello message) {
    if (message.getPeerPort() < 0 || message.getPeerPort() > 65535) {
      throw new IllegalArgumentException(
          "peer port " + message.getPeerPort() + " (expected: 0 to 65535)");
    }
    return new AgentHello(
        message.getProtocolMajor(),
        message.getProtocolMinor(),
        message.getProductVersion(),
        message.getBootId(),
        Texts.uuid(message.getProcessId()),
        Texts.optional(message.getHost()),
        message.getPeerPort(),
        message.getDriver(),
        message.getCapabilities().getLiveTransfer(),
        message.getCapabilities().getShrink(),
        message.getDatasets(),
        message.getContainers(),
        revision(message.getWishesHistory(), message.getWishesRevision()));
  }

  static Optional<WishRevision> revision(String history, long revision) {
    return history.isEmpty() ? Optional.empty() : Optional.of(new WishRevision(history, revision));
  }
}
