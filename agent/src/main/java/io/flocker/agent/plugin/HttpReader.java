package io.flocker.agent.plugin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the requests of one connection, as HTTP/1.1 has them; no more of it than Docker needs, and
 * that strictly. Whom a request is for does not count: Docker writes odd things there.
 */
final class HttpReader {

  private static final int LONGEST_HEAD = 16 << 10;
  private static final int LONGEST_BODY = 1 << 20;
  private static final Pattern REQUEST_LINE =
      Pattern.compile("([A-Z]+) (?:http://[^/ ]*)?(/[^ ?]*)(?:\\?[^ ]*)? HTTP/1\\.([01])");
  private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,10}");
  private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,8})(?:[ \t]*;.*)?");

  private final InputStream in;
  private final Runnable goOn;
  private int head;

  /**
   * @param goOn tells the other end that it may send the body that it asks leave for
   */
  HttpReader(InputStream in, Runnable goOn) {
    this.in = new BufferedInputStream(in);
    this.goOn = goOn;
  }

  /** Waits for the next request to begin; says whether one does. */
  boolean await() throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return first >= 0;
  }

  /** The request that begins here. */
  HttpRequest read() throws IOException, HttpRefusal {
    head = 0;
    String line = line();
    // As the standard asks of whoever reads: a client may end what went before with one too many.
    Matcher request = REQUEST_LINE.matcher(line.isEmpty() ? line() : line);
    if (!request.matches()) {
      throw new HttpRefusal(400, "this is no request of HTTP/1.1");
    }
    Map<String, String> headers = headers();
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      goOn.run();
    }
    String body = new String(body(headers), StandardCharsets.UTF_8);
    String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    return new HttpRequest(
        request.group(1),
        request.group(2),
        body,
        request.group(3).equals("1") && !connection.contains("close"));
  }

  private Map<String, String> headers() throws IOException, HttpRefusal {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      Matcher header = HEADER.matcher(line);
      if (!header.matches()) {
        throw new HttpRefusal(400, "a header cannot be read");
      }
      headers.merge(
          header.group(1).toLowerCase(Locale.ROOT),
          header.group(2).strip(),
          (one, other) -> one + ", " + other);
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException, HttpRefusal {
    String coding = headers.get("transfer-encoding");
    String length = headers.get("content-length");
    if (coding != null) {
      if (length != null) {
        throw new HttpRefusal(400, "the body is told to have a length, and to come in chunks");
      }
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new HttpRefusal(501, "only chunked is known of Transfer-Encoding");
      }
      return chunks();
    }
    if (length == null) {
      return new byte[0];
    }
    if (!LENGTH.matcher(length).matches()) {
      throw new HttpRefusal(400, "Content-Length is no number");
    }
    return exactly(limited(Long.parseLong(length)));
  }

  private byte[] chunks() throws IOException, HttpRefusal {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Matcher chunk = CHUNK.matcher(line());
      if (!chunk.matches()) {
        throw new HttpRefusal(400, "a chunk does not say how long it is");
      }
      long size = Long.parseLong(chunk.group(1), 16);
      if (size == 0) {
        Map<String, String> _ = headers();
        return body.toByteArray();
      }
      int _ = limited(body.size() + size);
      body.write(exactly((int) size));
      if (!line().isEmpty()) {
        throw new HttpRefusal(400, "a chunk is not as long as it says");
      }
    }
  }

  private static int limited(long size) throws HttpRefusal {
    if (size > LONGEST_BODY) {
      throw new HttpRefusal(413, "a body may have " + LONGEST_BODY + " bytes");
    }
    return (int) size;
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the other end has gone in the middle of a request");
    }
    return bytes;
  }

  /** Without its end, which some leave half of. */
  private String line() throws IOException, HttpRefusal {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the other end has gone in the middle of a request");
      }
      head++;
      if (head > LONGEST_HEAD) {
        throw new HttpRefusal(431, "headers may have " + LONGEST_HEAD + " bytes");
      }
      line.append((char) next);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }
}
