package io.flocker.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 as bytes, so that also what no client library would send can be sent. Connects anew when
 * the server has hung up.
 */
final class RawConnection implements AutoCloseable {

  /**
   * What came back.
   *
   * @param headers by their names in lower case
   */
  record Answer(int status, Map<String, String> headers, String body) {}

  private final SocketFactory sockets;
  private final int port;
  private @Nullable Open open;

  private record Open(Socket socket, DataInputStream in) {}

  RawConnection(SocketFactory sockets, int port) {
    this.sockets = sockets;
    this.port = port;
  }

  /**
   * Asks. Of an answer that never ends only the head is read.
   *
   * @param headers names and values in turn
   */
  Answer ask(String method, String target, List<String> headers, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(method).append(' ').append(sendable(target));
    head.append(" HTTP/1.1\r\nhost: 127.0.0.1:").append(port).append("\r\n");
    for (int i = 0; i < headers.size(); i += 2) {
      head.append(headers.get(i)).append(": ").append(headers.get(i + 1).replaceAll("[^ -~]", "?"));
      head.append("\r\n");
    }
    head.append("content-type: application/json\r\ncontent-length: ").append(content.length);
    head.append("\r\n\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    whole.writeBytes(content);
    Answer answer = read(answered(whole.toByteArray()), method);
    if (isLast(answer)) {
      close();
    }
    return answer;
  }

  /** Where an answer begins: on another connection if the server has ended an idle one. */
  private DataInputStream answered(byte[] request) throws IOException {
    if (open != null) {
      try {
        if (isAnswered(open, request)) {
          return open.in();
        }
      } catch (SocketException e) {
        // It was ended while the request was written.
      }
      close();
    }
    Open fresh = connect();
    open = fresh;
    if (!isAnswered(fresh, request)) {
      throw new EOFException("the server has hung up on a new connection");
    }
    return fresh.in();
  }

  /** Whether anything comes back. */
  private static boolean isAnswered(Open connection, byte[] request) throws IOException {
    connection.socket().getOutputStream().write(request);
    DataInputStream in = connection.in();
    in.mark(1);
    boolean answered = in.read() >= 0;
    if (answered) {
      in.reset();
    }
    return answered;
  }

  private Open connect() {
    try {
      Socket socket = sockets.createSocket("127.0.0.1", port);
      return new Open(
          socket, new DataInputStream(new BufferedInputStream(socket.getInputStream())));
    } catch (IOException e) {
      throw new AssertionError("port " + port, e);
    }
  }

  /** As every client sends it: anything else would end the line that it stands in. */
  private static String sendable(String target) {
    return target
        .chars()
        .mapToObj(c -> c > ' ' && c <= '~' ? String.valueOf((char) c) : encoded((char) c))
        .collect(Collectors.joining());
  }

  private static String encoded(char c) {
    StringBuilder bytes = new StringBuilder();
    for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
      bytes.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    return bytes.toString();
  }

  private static boolean isLast(Answer answer) {
    return isEndless(answer.headers())
        || "close".equalsIgnoreCase(answer.headers().get("connection"));
  }

  private static boolean isEndless(Map<String, String> headers) {
    return headers.getOrDefault("content-type", "").startsWith("text/event-stream");
  }

  private static Answer read(DataInputStream in, String method) throws IOException {
    List<String> first = List.of(line(in).split(" ", 3));
    assertThat(first.getFirst()).isEqualTo("HTTP/1.1");
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(first.get(1));
    boolean none = method.equals("HEAD") || status == 204 || status == 304 || isEndless(headers);
    return new Answer(status, headers, none ? "" : body(in, headers));
  }

  private static String body(DataInputStream in, Map<String, String> headers) throws IOException {
    if (!"chunked".equals(headers.get("transfer-encoding"))) {
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunk(in); size > 0; size = chunk(in)) {
      body.writeBytes(in.readNBytes(size));
      assertThat(line(in)).isEmpty();
    }
    assertThat(line(in)).isEmpty();
    return body.toString(StandardCharsets.UTF_8);
  }

  private static int chunk(DataInputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(DataInputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server has hung up after: " + line);
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.socket().close();
      open = null;
    }
  }
}
