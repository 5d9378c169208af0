package io.flocker.storage.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.storage.process.Commands;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopDevicesTest {

  private static final String ATTACH =
      """
      mount --bind "$0" "$1" && device=$(losetup --find --show "$1") && echo "$device" && read -r _
      losetup --detach "$device"
      """;

  private final LoopDevices devices = new LoopDevices(new Commands());

  @Test
  void anImageIsFoundByItsDeviceUntilThatIsDetached(@TempDir Path folder) throws Exception {
    Path image = Files.write(folder.resolve("image"), new byte[1 << 20]);

    Path device = devices.attach("test", image);

    assertThat(devices.of(image)).contains(device);
    assertThat(devices.attach("test", image)).isEqualTo(device);
    devices.detach("test", device);
    assertThat(devices.gone(image)).isTrue();
  }

  @Test
  void anotherFileAtTheSamePathElsewhereIsNotTakenForTheImage(@TempDir Path folder)
      throws Exception {
    Path image = Files.write(folder.resolve("image"), new byte[1 << 20]).toRealPath();
    Path other = Files.write(folder.resolve("other"), new byte[1 << 20]);
    Process elsewhere =
        new ProcessBuilder(
                "unshare", "--mount", "sh", "-c", ATTACH, other.toString(), image.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = elsewhere.inputReader()) {
      Path theirs = Path.of("/sys/block").resolve(Path.of(said.readLine()).getFileName());
      assertThat(theirs.resolve("loop/backing_file")).hasContent(image.toString());

      assertThat(devices.of(image)).isEmpty();
      assertThat(devices.gone(image)).isTrue();
    } finally {
      elsewhere.getOutputStream().close();
      elsewhere.waitFor();
    }
  }
}
