package io.flocker.e2e.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of PostgreSQL that asks {@code select 1} at each address given to it, every few
 * milliseconds, and prints {@code ADDRESS FROM TO} whenever no answer came for a while: the last
 * good answer before and the first one after, in microseconds since 1970; and now and then that all
 * is well, as a time without length. Ends with its standard input.
 *
 * <p>Speaks the protocol itself, because a driver gives up only after seconds, and TCP tries again
 * only after a second: an attempt that brings nothing soon is replaced by the next.
 */
public final class PollingClient implements Runnable {

  private static final Duration PAUSE = Duration.ofMillis(3);
  private static final Duration WORTH_TELLING = Duration.ofMillis(15);
  private static final int CONNECT_MILLIS = 200;
  private static final int ANSWER_MILLIS = 500;
  private static final long BEAT_MICROS = 100_000;
  private static final int PROTOCOL = 196608;
  private static final String ASK = "select 1\0";
  private static final String WHO = "user\0postgres\0database\0postgres\0\0";

  private final String address;
  private long told;

  private PollingClient(String address) {
    this.address = address;
  }

  /** Runs until standard input ends. */
  public static void main(String[] addresses) throws IOException {
    for (String address : addresses) {
      Thread.ofPlatform().daemon().start(new PollingClient(address));
    }
    System.in.readAllBytes();
  }

  @Override
  public void run() {
    long last = 0;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.connect(new InetSocketAddress(address, 5432), CONNECT_MILLIS);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        startUp(in, out);
        while (true) {
          ask(in, out);
          last = answered(last);
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      } catch (IOException e) {
        // Told when the next answer comes, as the time without any.
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private long answered(long last) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    boolean missed = last != 0 && now - last > WORTH_TELLING.toNanos() / 1000;
    if (missed || now - told > BEAT_MICROS) {
      System.out.println(address + " " + (missed ? last : now) + " " + now);
      told = now;
    }
    return now;
  }

  private static void startUp(DataInputStream in, DataOutputStream out) throws IOException {
    byte[] who = WHO.getBytes(StandardCharsets.US_ASCII);
    out.writeInt(8 + who.length);
    out.writeInt(PROTOCOL);
    out.write(who);
    untilReady(in);
  }

  private static void ask(DataInputStream in, DataOutputStream out) throws IOException {
    byte[] ask = ASK.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[5 + ask.length];
    message[0] = 'Q';
    message[4] = (byte) (4 + ask.length);
    System.arraycopy(ask, 0, message, 5, ask.length);
    out.write(message);
    untilReady(in);
  }

  private static void untilReady(DataInputStream in) throws IOException {
    while (true) {
      int kind = in.readUnsignedByte();
      in.skipNBytes(in.readInt() - 4L);
      if (kind == 'E') {
        throw new IOException("refused");
      }
      if (kind == 'Z') {
        return;
      }
    }
  }
}
