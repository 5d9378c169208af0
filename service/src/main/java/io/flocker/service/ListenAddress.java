package io.flocker.service;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a service listens, as it is written on a command line.
 *
 * @param socket on every address of the machine, if none was named
 */
record ListenAddress(InetSocketAddress socket) {

  // "tcp:" is how the original's users have it in their unit files.
  private static final Pattern FORM =
      Pattern.compile("(?:tcp:)?(?:(?<host>\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):)?(?<port>\\d{1,5})");
  private static final int HIGHEST_PORT = 65_535;

  static ListenAddress of(int port) {
    return new ListenAddress(new InetSocketAddress(port));
  }

  /** As it is written. */
  @Override
  public String toString() {
    return socket.getAddress().isAnyLocalAddress()
        ? Integer.toString(socket.getPort())
        : socket.getHostString() + ":" + socket.getPort();
  }

  /** Reads it. */
  static final class Converter implements ITypeConverter<ListenAddress> {

    @Override
    public ListenAddress convert(String text) {
      Matcher matcher = FORM.matcher(text);
      int port = matcher.matches() ? Integer.parseInt(matcher.group("port")) : -1;
      if (port < 0 || port > HIGHEST_PORT) {
        throw new TypeConversionException(
            "'" + text + "' is not PORT, ADDRESS:PORT or tcp:PORT with a port of 0 to 65535");
      }
      String host = matcher.group("host");
      return host == null
          ? of(port)
          : new ListenAddress(new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port));
    }
  }
}
