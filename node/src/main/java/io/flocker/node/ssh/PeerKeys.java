package io.flocker.node.ssh;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.DurableFile;
import io.flocker.node.NodeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The keys by which nodes know each other. Each node makes its own; deployments carry only public
 * halves around. A peer's key is let in for one command, and nothing else.
 */
public final class PeerKeys {

  private static final Path HOST_KEYS = Path.of("/etc/ssh");
  private static final String MARK = "flocker-node-";
  private static final String PRIVATE = "rw-------";

  private final NodeFiles files;
  private final Path home;

  /**
   * @param home the home directory of the user as whom peers log in
   */
  public PeerKeys(NodeFiles files, Path home) {
    this.files = files;
    this.home = home;
  }

  /** The public half of this node's key; the pair is made at first use. */
  public String publicKey() {
    Path publicHalf = files.key().resolveSibling(files.key().getFileName() + ".pub");
    try {
      if (!Files.exists(files.key()) || !Files.exists(publicHalf)) {
        generate();
      }
      String[] parts = Files.readString(publicHalf).strip().split(" ", -1);
      return parts[0] + " " + parts[1];
    } catch (IOException e) {
      throw unusable(publicHalf, e);
    }
  }

  private void generate() throws IOException {
    Files.createDirectories(files.configuration());
    Files.deleteIfExists(files.key());
    Process process =
        new ProcessBuilder(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-C",
                "flocker",
                "-f",
                files.key().toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("ssh-keygen: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ssh-keygen ran", e);
    }
  }

  /** The public halves of this machine's sshd keys. */
  public List<String> hostKeys() {
    if (!Files.isDirectory(HOST_KEYS)) {
      return List.of();
    }
    List<String> keys = new ArrayList<>();
    try (Stream<Path> entries = Files.list(HOST_KEYS)) {
      for (Path file : entries.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("ssh_host_") && name.endsWith("_key.pub")) {
          String[] parts = Files.readString(file).strip().split(" ", -1);
          keys.add(parts[0] + " " + parts[1]);
        }
      }
    } catch (IOException e) {
      throw unusable(HOST_KEYS, e);
    }
    return keys;
  }

  /** Lets these peers in for transfers and knows their hosts; other entries stay as they are. */
  public void admit(Collection<PeerAddress> peers, String peerCommand) {
    List<String> hosts = new ArrayList<>();
    List<String> logins = new ArrayList<>();
    for (PeerAddress peer : peers) {
      peer.hostKeys().forEach(key -> hosts.add(peer.id() + " " + key));
      logins.add(
          "restrict,command=\"" + peerCommand + "\" " + peer.publicKey() + " " + MARK + peer.id());
    }
    merge(files.knownHosts(), hosts, line -> mentions(peers, line, ""))
        .ifPresent(text -> DurableFile.write(files.knownHosts(), text, PRIVATE));
    Path authorized = home.resolve(".ssh/authorized_keys");
    merge(authorized, logins, line -> mentions(peers, line, MARK))
        .ifPresent(text -> writeForUser(authorized, text));
  }

  private static boolean mentions(Collection<PeerAddress> peers, String line, String mark) {
    return peers.stream()
        .map(peer -> mark + peer.id())
        .anyMatch(name -> line.startsWith(name + " ") || line.endsWith(" " + name));
  }

  /** The text that the file should have, if it has another. */
  private static Optional<String> merge(
      Path file, List<String> wanted, Predicate<String> replaced) {
    try {
      List<String> present = Files.exists(file) ? Files.readAllLines(file) : List.of();
      List<String> merged = new ArrayList<>(present);
      merged.removeIf(replaced);
      merged.addAll(wanted);
      return merged.equals(present)
          ? Optional.empty()
          : Optional.of(String.join("\n", merged) + "\n");
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** sshd reads it as the user, who need not be the one that this runs as: never as root's file. */
  private void writeForUser(Path file, String text) {
    try {
      UserPrincipal user = Files.getOwner(home);
      Path folder = home.resolve(".ssh");
      if (!Files.exists(folder)) {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
      Files.setOwner(folder, user);
      DurableFile.write(file, text, PRIVATE, user);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static ProblemException unusable(Path file, IOException e) {
    return new ProblemException(
        new Problem(
            Problem.Kind.ENVIRONMENT,
            file.toString(),
            "it cannot be used for the connections between nodes: " + e.getMessage(),
            "check its permissions and that OpenSSH is installed"),
        e);
  }
}
