package io.flocker.e2e.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of PostgreSQL that writes rows 1, 2, 3 … for ever and prints {@code NUMBER MILLIS} for
 * each that the server acknowledged, the time being that of the acknowledgement. After an error it
 * goes to the next host and on with the next number: whether the row was written is then nobody's
 * business. Ends with its standard input.
 *
 * <p>Arguments: pause between rows in milliseconds, then addresses.
 */
public final class NumberedWriter {

  private static final String OPTIONS =
      "/postgres?user=postgres&sslmode=disable&gssEncMode=disable&connectTimeout=1&loginTimeout=2"
          + "&socketTimeout=2&ApplicationName=writer";

  private final List<String> addresses;
  private final Duration pause;
  private final AtomicBoolean stop = new AtomicBoolean();
  private long number = 1;

  private NumberedWriter(List<String> addresses, Duration pause) {
    this.addresses = addresses;
    this.pause = pause;
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    NumberedWriter writer =
        new NumberedWriter(
            List.of(arguments).subList(1, arguments.length),
            Duration.ofMillis(Long.parseLong(arguments[0])));
    Thread writing = Thread.ofPlatform().start(writer::run);
    // Nothing is said to it; only the end counts.
    System.in.readAllBytes();
    writer.stop.set(true);
    writing.join();
  }

  private void run() {
    for (int turn = 0; !stop.get(); turn = (turn + 1) % addresses.size()) {
      try (Connection connection =
          DriverManager.getConnection("jdbc:postgresql://" + addresses.get(turn) + OPTIONS)) {
        write(connection);
      } catch (SQLException e) {
        System.out.println("- " + System.currentTimeMillis() + " " + addresses.get(turn));
        LockSupport.parkNanos(pause.toNanos());
      }
    }
  }

  private void write(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists rows (n bigint primary key)");
    }
    try (PreparedStatement insert = connection.prepareStatement("insert into rows values (?)")) {
      while (!stop.get()) {
        long n = number++;
        insert.setLong(1, n);
        insert.executeUpdate();
        System.out.println(n + " " + System.currentTimeMillis());
        LockSupport.parkNanos(pause.toNanos());
      }
    }
  }
}
