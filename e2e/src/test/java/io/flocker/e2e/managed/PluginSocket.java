package io.flocker.e2e.managed;

import io.flocker.e2e.lab.Lab;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls the volume plugin of a host as its Docker does, over one connection. For one thread. */
final class PluginSocket implements AutoCloseable {

  /** Where it is on a host. */
  static final String PATH = "/run/docker/plugins/flocker.sock";

  private static final Pattern ANSWER =
      Pattern.compile(
          "HTTP/1.1 (\\d+).*?Content-Length: (\\d+)\r\n(?:.*?\r\n)?\r\n(.*)", Pattern.DOTALL);

  private final SocketChannel channel;

  /** Connects. */
  PluginSocket(String host) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(Lab.path(host, PATH)));
  }

  /**
   * Calls {@code /VolumeDriver.CALL}; fails unless it is done.
   *
   * @return microseconds until the whole answer was here
   */
  double call(String call, String body) throws IOException {
    byte[] request =
        ("POST /VolumeDriver."
                + call
                + " HTTP/1.1\r\nHost: plugin\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)
            .getBytes(StandardCharsets.US_ASCII);
    long start = System.nanoTime();
    ByteBuffer out = ByteBuffer.wrap(request);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    Matcher answer = answer();
    double took = (System.nanoTime() - start) / 1000.0;
    if (!answer.group(1).equals("200") || !answer.group(3).contains("\"Err\":\"\"")) {
      throw new AssertionError(call + " " + body + ": " + answer.group(1) + " " + answer.group(3));
    }
    return took;
  }

  private Matcher answer() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteBuffer part = ByteBuffer.allocate(65_536);
    while (true) {
      // Only ASCII is asked for, so that characters are bytes.
      Matcher answer = ANSWER.matcher(said.toString(StandardCharsets.US_ASCII));
      if (answer.matches() && answer.group(3).length() == Integer.parseInt(answer.group(2))) {
        return answer;
      }
      if (channel.read(part.clear()) < 0) {
        throw new EOFException("the plugin has hung up after: " + said);
      }
      said.write(part.array(), 0, part.position());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
