package io.flocker.wire;

import io.flocker.core.state.ObservedContainer;
import io.flocker.protocol.v1.Container;

/** Containers as messages. Reading throws IllegalArgumentException that says what does not fit. */
final class ContainerCodec {

  private ContainerCodec() {}

  static Container write(ObservedContainer container) {
    return Container.newBuilder()
        .setName(container.name().value())
        .setJson(Texts.json(container))
        .build();
  }

  static ObservedContainer read(Container message) {
    return Texts.value(message.getJson(), ObservedContainer.class);
  }
}
