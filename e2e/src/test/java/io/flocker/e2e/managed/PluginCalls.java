package io.flocker.e2e.managed;

import io.flocker.e2e.lab.Lab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A second plugin beside a host's own, which passes all calls on to that one and remembers which
 * they were: what Docker asks the one, it asks the other.
 */
final class PluginCalls implements AutoCloseable {

  private static final Pattern REQUEST = Pattern.compile("POST /(\\S+) HTTP/1.1\r\n");

  private final Path file;
  private final Path plugin;
  private final ServerSocketChannel listening;
  private final ByteArrayOutputStream requests = new ByteArrayOutputStream();

  private PluginCalls(Path file, Path plugin, ServerSocketChannel listening) {
    this.file = file;
    this.plugin = plugin;
    this.listening = listening;
  }

  /** Docker finds it under {@code name}. */
  static PluginCalls of(String host, String name) throws IOException {
    Path plugin = Lab.path(host, PluginSocket.PATH);
    Path file = plugin.resolveSibling(name + ".sock");
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(file));
    PluginCalls calls = new PluginCalls(file, plugin, listening);
    Thread.ofVirtual().start(calls::accept);
    return calls;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel docker = listening.accept();
        SocketChannel agent = SocketChannel.open(UnixDomainSocketAddress.of(plugin));
        Thread.ofVirtual().start(() -> pass(docker, agent, requests));
        Thread.ofVirtual().start(() -> pass(agent, docker, new ByteArrayOutputStream()));
      }
    } catch (IOException closed) {
      if (listening.isOpen()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private static void pass(SocketChannel from, SocketChannel to, ByteArrayOutputStream seen) {
    ByteBuffer part = ByteBuffer.allocate(65_536);
    try (from;
        to) {
      while (from.read(part.clear()) >= 0) {
        seen.write(part.array(), 0, part.flip().limit());
        while (part.hasRemaining()) {
          to.write(part);
        }
      }
    } catch (IOException ended) {
      // One of both has hung up; the other one is told by the end of its connection.
    }
  }

  /** What was called since this was asked last. */
  List<String> taken() {
    synchronized (requests) {
      List<String> calls =
          REQUEST
              .matcher(requests.toString(StandardCharsets.US_ASCII))
              .results()
              .map((MatchResult found) -> found.group(1))
              .toList();
      requests.reset();
      return calls;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    Files.delete(file);
  }
}
