package io.flocker.storage.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is mounted in this process's mount namespace, as the kernel tells it now.
 *
 * @param mounts in the order in which they were mounted
 */
public record Mounts(List<Mount> mounts) {

  private static final Path TABLE = Path.of("/proc/self/mounts");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  public Mounts {
    mounts = List.copyOf(mounts);
  }

  /** One line of the table. */
  public record Mount(String source, Path target, String type, List<String> options) {

    public Mount {
      options = List.copyOf(options);
    }

    /** Whether nothing can be written through it. */
    public boolean readOnly() {
      return options.contains("ro");
    }
  }

  /** Reads the table. */
  public static Mounts now() throws IOException {
    List<Mount> mounts = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE)) {
      List<String> fields = List.of(line.split(" ", -1));
      mounts.add(
          new Mount(
              plain(fields.get(0)),
              Path.of(plain(fields.get(1))),
              fields.get(2),
              List.of(fields.get(3).split(",", -1))));
    }
    return new Mounts(mounts);
  }

  /** What one sees at {@code target}: the last that was mounted exactly there. */
  public Optional<Mount> at(Path target) {
    return mounts.reversed().stream().filter(m -> m.target().equals(target)).findFirst();
  }

  private static String plain(String field) {
    Matcher matcher = OCTAL.matcher(field);
    return matcher.replaceAll(
        m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8))));
  }
}
