package io.flocker.agent.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of Docker's: request after request, each with an answer in time, whatever becomes
 * of the work. For one thread.
 */
final class PluginConnection {

  private static final Logger LOG = LoggerFactory.getLogger(PluginConnection.class);
  private static final String TYPE = "application/vnd.docker.plugins.v1+json";

  /**
   * How slow the other end and the work may be.
   *
   * @param transfer for a request to come in, from its first byte on, and an answer to go out
   * @param overtime after which the answer does not wait for work that should have ended
   */
  record Limits(Duration transfer, Duration overtime) {

    static final Limits STANDARD = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(4));
  }

  private final SocketChannel channel;
  private final DockerPlugin plugin;
  private final Limits limits;
  private final ScheduledExecutorService watch;
  private final OutputStream out;

  /**
   * @param watch ends what takes too long
   */
  PluginConnection(
      SocketChannel channel, DockerPlugin plugin, Limits limits, ScheduledExecutorService watch) {
    this.channel = channel;
    this.plugin = plugin;
    this.limits = limits;
    this.watch = watch;
    this.out = Channels.newOutputStream(channel);
  }

  /** Serves until the other end has gone, or says something that makes no sense. */
  void serve() {
    try (channel) {
      HttpReader reader = new HttpReader(Channels.newInputStream(channel), this::goOn);
      boolean more = true;
      while (more && reader.await()) {
        more = serve(reader);
      }
    } catch (IOException e) {
      LOG.debug("a connection of Docker's ended", e);
    }
  }

  private boolean serve(HttpReader reader) throws IOException {
    HttpRequest request;
    try {
      request = read(reader);
    } catch (HttpRefusal e) {
      write(Reply.refused(e.status(), e.getMessage() + ""), false);
      return false;
    }
    Reply reply = answer(request);
    if (reply.isNone()) {
      return false;
    }
    try {
      write(reply, request.keepAlive());
    } catch (IOException e) {
      reply.unwanted().run();
      throw e;
    }
    return request.keepAlive();
  }

  private HttpRequest read(HttpReader reader) throws IOException, HttpRefusal {
    ScheduledFuture<?> alarm = alarm();
    try {
      return reader.read();
    } finally {
      alarm.cancel(false);
    }
  }

  private ScheduledFuture<?> alarm() throws IOException {
    try {
      return watch.schedule(this::hangUp, limits.transfer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new IOException("the agent is shutting down", e);
    }
  }

  private void hangUp() {
    try {
      LOG.debug("a connection of Docker's is too slow");
      channel.close();
    } catch (IOException e) {
      LOG.debug("a connection of Docker's could not be closed", e);
    }
  }

  private Reply answer(HttpRequest request) {
    Optional<DockerPlugin.Call> call = DockerPlugin.Call.of(request.path());
    if (call.isEmpty()) {
      return Reply.refused(404, "there is no call " + request.path());
    }
    if (!request.method().equals("POST")) {
      return Reply.refused(405, call.get() + " is called by POST, not " + request.method());
    }
    return answer(call.get(), request.body());
  }

  private Reply answer(DockerPlugin.Call call, String body) {
    Duration patience = plugin.patience(call);
    Deadline deadline = Deadline.in(patience);
    CompletableFuture<Reply> work = new CompletableFuture<>();
    Thread.ofVirtual()
        .name(call.toString())
        .start(() -> {
          try {
            work.complete(plugin.answer(call, body, deadline));
          } catch (RuntimeException | Error e) {
            work.completeExceptionally(e);
            throw e;
          }
        });
    try {
      return work.get(patience.plus(limits.overtime()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      CompletableFuture<Void> _ = work.thenAccept(late -> late.unwanted().run());
      return plugin.failed(
          call, call + " has not come to an end in " + patience.toSeconds() + " s; it is given up");
    } catch (InterruptedException e) {
      CompletableFuture<Void> _ = work.thenAccept(late -> late.unwanted().run());
      Thread.currentThread().interrupt();
      return plugin.failed(call, "the agent is shutting down");
    } catch (ExecutionException e) {
      return plugin.failed(call, "a defect of Flocker, please report it: " + e.getCause());
    }
  }

  private void goOn() {
    try {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // Whoever reads on finds out by itself.
      LOG.debug("a connection of Docker's ended", e);
    }
  }

  private void write(Reply reply, boolean keepAlive) throws IOException {
    byte[] body = reply.json().getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + reply.status()
            + " "
            + phrase(reply.status())
            + "\r\nContent-Type: "
            + TYPE
            + "\r\nContent-Length: "
            + body.length
            + (reply.status() == 405 ? "\r\nAllow: POST" : "")
            + (keepAlive ? "" : "\r\nConnection: close")
            + "\r\n\r\n";
    byte[] first = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    ScheduledFuture<?> alarm = alarm();
    try {
      out.write(all);
    } finally {
      alarm.cancel(false);
    }
  }

  private static String phrase(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 431 -> "Request Header Fields Too Large";
      default -> "Not Implemented";
    };
  }
}
