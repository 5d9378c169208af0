package io.flocker.node.session;

import io.flocker.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a deployment says, for one thread at a time. A deployment that has not been heard of for too
 * long counts as gone, whether or not its connection ended.
 */
final class Inbox {

  private final BlockingQueue<Optional<DeployMessage>> messages = new LinkedBlockingQueue<>();

  /** Begins to read, in a thread that does not keep the process alive. */
  Inbox(InputStream in) {
    Thread.ofPlatform().daemon().start(() -> read(in));
  }

  private void read(InputStream in) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        messages.add(Optional.of(Json.read(line, DeployMessage.class)));
      }
    } catch (IOException e) {
      System.getLogger(Inbox.class.getName())
          .log(System.Logger.Level.DEBUG, "the deployment's line broke", e);
    } finally {
      messages.add(Optional.empty());
    }
  }

  /** The next thing that it says; empty once it is gone. */
  Optional<DeployMessage> next() {
    try {
      Optional<DeployMessage> message = heard();
      while (message.isPresent() && message.get() instanceof DeployMessage.Alive) {
        message = heard();
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<DeployMessage> heard() throws InterruptedException {
    Optional<DeployMessage> message =
        messages.poll(DeployMessage.Alive.SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    return message == null ? Optional.empty() : message;
  }
}
