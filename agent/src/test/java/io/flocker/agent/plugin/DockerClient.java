package io.flocker.agent.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** One connection of Docker's, with the headers that it sends; what else is up to the test. */
public final class DockerClient implements AutoCloseable {

  /** An answer of the plugin. */
  public record Answer(int status, String head, JsonNode body) {

    /** Why it failed; empty if it did not. */
    public String error() {
      return body.path("Err").asText();
    }

    /** Where it is mounted. */
    public String mountpoint() {
      return body.path("Mountpoint").asText();
    }
  }

  private final SocketChannel channel;
  private final InputStream in;

  /** Connects. */
  public DockerClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    in = Channels.newInputStream(channel);
  }

  /** One call over a connection of its own. */
  public static Answer once(Path socket, String call, Map<String, ?> body) throws IOException {
    try (DockerClient client = new DockerClient(socket)) {
      return client.call(call, body);
    }
  }

  /** One call, its body in chunks. */
  public Answer call(String call, Map<String, ?> body) throws IOException {
    String json = Json.write(body);
    send(
        "POST /"
            + call
            + " HTTP/1.1\r\nHost: %2Frun%2Fdocker%2Fplugins%2Fflocker.sock\r\n"
            + "User-Agent: Go-http-client/1.1\r\nTransfer-Encoding: chunked\r\n"
            + "Accept: application/vnd.docker.plugins.v1+json\r\nAccept-Encoding: gzip\r\n\r\n"
            + Integer.toHexString(json.getBytes(StandardCharsets.UTF_8).length)
            + "\r\n"
            + json
            + "\r\n0\r\n\r\n");
    return answer();
  }

  /** Sends what is written, as it is. */
  public void send(String text) throws IOException {
    Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next answer. */
  public Answer answer() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("no answer but: " + head.toString(StandardCharsets.US_ASCII));
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.US_ASCII);
    String length = text.replaceFirst("(?s).*\r\nContent-Length: ([0-9]+)\r\n.*", "$1");
    if (length.equals(text)) {
      return new Answer(status(text), text, Json.read("null", JsonNode.class));
    }
    String body = new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    return new Answer(status(text), text, Json.read(body, JsonNode.class));
  }

  private static int status(String head) {
    return Integer.parseInt(head.split(" ", -1)[1]);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
