package io.flocker.e2e.managed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A user of the REST API who never stops changing datasets, also while the control service is
 * killed. The change number N of a dataset writes N into its metadata twice; {@code wrote ID N}
 * says that it was acknowledged. To each line {@code killed} of the input it answers, when all
 * agents have joined again, {@code joined T}: how many microseconds after the control service
 * listened for them. Ends with its input, then all acknowledged changes have been told.
 *
 * <p>Arguments: the control service's address, a folder with {@code cluster.crt}, {@code admin.crt}
 * and {@code admin.key}, how many nodes there are, the ids of the datasets.
 */
public final class KilledControlClient {

  private static final int AGENTS_PORT = 4524;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final String address;
  private final Administrator administrator;
  private volatile boolean ended;

  private KilledControlClient(String address, Administrator administrator) {
    this.address = address;
    this.administrator = administrator;
  }

  /** Writes until its input ends. */
  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    Path folder = Path.of(words.get(1));
    KilledControlClient client =
        new KilledControlClient(words.getFirst(), new Administrator(words.getFirst(), folder));
    List<String> datasets = words.subList(3, words.size());
    Thread writer =
        Thread.ofPlatform()
            .uncaughtExceptionHandler(KilledControlClient::failed)
            .start(() -> client.write(datasets));
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      while (input.readLine() != null) {
        say("joined " + client.untilJoined(Integer.parseInt(words.get(2))) / 1000);
      }
    } finally {
      client.ended = true;
    }
    writer.join();
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }

  private static void failed(Thread writer, Throwable problem) {
    System.err.println(writer + ": " + problem);
    System.exit(1);
  }

  private void write(List<String> datasets) {
    for (long n = 1; !ended; n++) {
      String dataset = datasets.get((int) (n % datasets.size()));
      String body = "{\"metadata\": {\"one\": \"%d\", \"other\": \"%d\"}}".formatted(n, n);
      try {
        administrator.answer(
            administrator
                .request("/configuration/datasets/" + dataset)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
        say("wrote " + dataset + " " + n);
      } catch (IOException noAnswer) {
        // Whether it was carried out nobody knows; the next one is another.
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private long untilJoined(int nodes) throws InterruptedException {
    long asked = System.nanoTime();
    while (!listens()) {
      pause(asked);
    }
    long back = System.nanoTime();
    while (connected() < nodes) {
      pause(back);
    }
    return System.nanoTime() - back;
  }

  private static void pause(long since) {
    if (System.nanoTime() - since > LONGEST.toNanos()) {
      throw new IllegalStateException("nothing after " + LONGEST);
    }
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, AGENTS_PORT));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private int connected() throws InterruptedException {
    try {
      return administrator
              .answer(administrator.request("/state/nodes"))
              .split("\"state\":\"connected\"", -1)
              .length
          - 1;
    } catch (IOException notYet) {
      return 0;
    }
  }
}
