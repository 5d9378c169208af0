package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flocker.core.problem.ProblemException;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Docker's protocol over real sockets. */
class PluginServerTest {

  private static final PluginConnection.Limits LIMITS =
      new PluginConnection.Limits(Duration.ofMinutes(1), Duration.ofMinutes(1));
  private static final DockerPlugin.Patience PATIENCE =
      new DockerPlugin.Patience(Duration.ofMinutes(1), Duration.ofMinutes(1));

  @TempDir private Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final TestVolumes volumes = new TestVolumes();
  private Path socket;
  private PluginServer server;

  @BeforeEach
  void serve() {
    socket = folder.resolve("plugins/flocker.sock");
    server = open(PluginServer.at(List.of(socket), plugin(Duration.ZERO), LIMITS));
  }

  @AfterEach
  void stop() throws Exception {
    volumes.gate.countDown();
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private DockerPlugin plugin(Duration lately) {
    return new DockerPlugin(volumes, PATIENCE, new ToldVolumes(lately));
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private DockerClient client() throws IOException {
    return open(new DockerClient(socket));
  }

  private DockerClient.Answer call(String call, Map<String, ?> body) throws IOException {
    return DockerClient.once(socket, call, body);
  }

  @Test
  void docker_is_told_what_it_is_and_that_volumes_are_of_the_whole_cluster() throws IOException {
    DockerClient client = client();
    assertThat(client.call("Plugin.Activate", Map.of()).body())
        .hasToString("{\"Implements\":[\"VolumeDriver\"]}");
    DockerClient.Answer answer = client.call("VolumeDriver.Capabilities", Map.of());
    assertThat(answer.body().at("/Capabilities/Scope").asText()).isEqualTo("global");
    assertThat(answer.head()).contains("Content-Type: application/vnd.docker.plugins.v1+json");
  }

  @Test
  void each_call_is_answered_as_docker_has_it() throws IOException {
    DockerClient client = client();
    Map<String, String> mount = Map.of("Name", "data", "ID", "one");
    assertThat(
            client
                .call("VolumeDriver.Create", Map.of("Name", "data", "Opts", Map.of("size", "1k")))
                .body())
        .hasToString("{\"Err\":\"\"}");
    assertThat(client.call("VolumeDriver.Mount", mount).body())
        .hasToString("{\"Mountpoint\":\"/flocker/data\",\"Err\":\"\"}");
    assertThat(client.call("VolumeDriver.Path", mount).mountpoint()).isEqualTo("/flocker/data");
    assertThat(client.call("VolumeDriver.Unmount", mount).error()).isEmpty();
    assertThat(client.call("VolumeDriver.Get", mount).body())
        .hasToString(
            "{\"Volume\":{\"Name\":\"data\",\"Mountpoint\":\"/flocker/data\","
                + "\"Status\":{\"node\":\"a\"}},\"Err\":\"\"}");
    assertThat(client.call("VolumeDriver.List", Map.of()).body())
        .hasToString("{\"Volumes\":[{\"Name\":\"data\",\"Mountpoint\":\"\"}],\"Err\":\"\"}");
    assertThat(client.call("VolumeDriver.Remove", mount).error()).isEmpty();
    assertThat(volumes.asked)
        .containsExactly(
            "create data 1024",
            "mount data one",
            "unmount data one",
            "get data",
            "list",
            "remove data");
  }

  @Test
  void a_failure_is_an_answer_with_every_reason() throws IOException {
    DockerClient.Answer answer = call("VolumeDriver.Create", Map.of("Name", "bad"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.error()).isEqualTo("volume bad: is bad — do good; volume bad: is worse");
    assertThat(
            call("VolumeDriver.Create", Map.of("Name", "data", "Opts", Map.of("size", "10 g")))
                .error())
        .contains("'10 g'");
    assertThat(call("VolumeDriver.Mount", Map.of()).error()).contains("names no volume");
    volumes.broken = true;
    assertThat(call("VolumeDriver.Remove", Map.of("Name", "data")).error())
        .contains("a defect of Flocker", "broken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Name\":\"data\",\"Opts\":null,\"Later\":{\"a\":[1]}}",
        "\n {\"Name\": \"data\"} ",
        "{\"Opts\":{},\"Name\":\"data\",\"ID\":null}"
      })
  void what_else_docker_sends_is_passed_over(String body) throws IOException {
    DockerClient client = client();
    client.send(
        "POST /VolumeDriver.Create HTTP/1.1\r\nHost:\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
    assertThat(client.answer().error()).isEmpty();
    assertThat(volumes.asked).containsExactly("create data 0");
  }

  @Test
  void a_call_without_a_body_is_one_with_an_empty_one() throws IOException {
    DockerClient client = client();
    client.send("POST /Plugin.Activate HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo(200);
    client.send("POST http://x/VolumeDriver.List?a=b HTTP/1.1\nContent-Length: 0\n\n");
    assertThat(client.answer().status()).isEqualTo(200);
  }

  @Test
  void a_body_may_come_in_pieces_and_be_asked_leave_for() throws IOException {
    DockerClient client = client();
    client.send(
        "POST /VolumeDriver.Create HTTP/1.1~Expect: 100-continue~transfer-encoding: Chunked~~"
            .replace("~", "\r\n"));
    assertThat(client.answer().status()).isEqualTo(100);
    client.send("8;a=b\r\n{\"Name\":\r\n");
    client.send("00007\r\n\"data\"}\r\n0\r\nTrailer: x\r\n\r\n");
    assertThat(client.answer().error()).isEmpty();
    assertThat(volumes.asked).containsExactly("create data 0");
  }

  @Test
  void requests_that_come_at_once_are_answered_in_their_order() throws IOException {
    DockerClient client = client();
    String one = "POST /Plugin.Activate HTTP/1.1\r\n\r\n";
    client.send(one + one.replace("Plugin.Activate", "VolumeDriver.List") + one);
    assertThat(client.answer().body().has("Implements")).isTrue();
    assertThat(client.answer().body().has("Volumes")).isTrue();
    assertThat(client.answer().body().has("Implements")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | POST /VolumeDriver.Snapshot HTTP/1.1",
        "404 | POST / HTTP/1.1",
        "404 | GET /volumedriver.list HTTP/1.1",
        "405 | GET /VolumeDriver.List HTTP/1.1",
        "405 | PUT /Plugin.Activate HTTP/1.1",
        "400 | nonsense",
        "400 | POST /VolumeDriver.List HTTP/2.0",
        "400 | POST  /VolumeDriver.List HTTP/1.1",
        "400 | POST /VolumeDriver.List HTTP/1.1~bad header: x",
        "400 | POST /VolumeDriver.List HTTP/1.1~Content-Length: -1",
        "400 | POST /VolumeDriver.List HTTP/1.1~Content-Length: 1~Content-Length: 2",
        "400 | POST /VolumeDriver.List HTTP/1.1~Content-Length: 1~Transfer-Encoding: chunked",
        "501 | POST /VolumeDriver.List HTTP/1.1~Transfer-Encoding: gzip, chunked",
        "413 | POST /VolumeDriver.List HTTP/1.1~Content-Length: 1048577",
        "413 | POST /VolumeDriver.List HTTP/1.1~Transfer-Encoding: chunked~~100001",
        "400 | POST /VolumeDriver.List HTTP/1.1~Transfer-Encoding: chunked~~2~{}x",
        "400 | POST /VolumeDriver.List HTTP/1.1~Transfer-Encoding: chunked~~x",
        "400 | POST /VolumeDriver.Get HTTP/1.1~Content-Length: 5~~{\"a\":",
        "400 | POST /VolumeDriver.Get HTTP/1.1~Content-Length: 2~~[]",
        "400 | POST /VolumeDriver.Get HTTP/1.1~Content-Length: 11~~{\"Name\":{}}",
      })
  void what_is_no_call_is_refused(int status, String request) throws IOException {
    DockerClient client = client();
    client.send(request.replace("~", "\r\n") + "\r\n\r\n");
    DockerClient.Answer answer = client.answer();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).isNotEmpty();
    assertThat(answer.head().contains("Allow: POST")).isEqualTo(status == 405);
    assertThat(volumes.asked).isEmpty();
  }

  @Test
  void headers_without_end_are_refused() throws IOException {
    DockerClient client = client();
    client.send("POST /VolumeDriver.List HTTP/1.1\r\nA: " + "a".repeat(20_000));
    assertThat(client.answer().status()).isEqualTo(431);
  }

  @Test
  void a_connection_ends_when_it_is_asked_to() throws IOException {
    DockerClient client = client();
    client.send("POST /Plugin.Activate HTTP/1.1\r\nConnection: close\r\n\r\n");
    assertThat(client.answer().head()).contains("Connection: close");
    assertThatThrownBy(client::answer).isInstanceOf(IOException.class);
    DockerClient old = client();
    old.send("POST /Plugin.Activate HTTP/1.0\r\n\r\n");
    assertThat(old.answer().status()).isEqualTo(200);
    assertThatThrownBy(old::answer).isInstanceOf(IOException.class);
  }

  @Test
  void who_sends_too_slowly_loses_the_connection_and_nobody_else_does() throws IOException {
    serveAnew(
        plugin(Duration.ZERO),
        new PluginConnection.Limits(Duration.ofSeconds(3), Duration.ofMinutes(1)));
    DockerClient slow = client();
    slow.send("POST /VolumeDriver.List HT");
    DockerClient idle = client();
    assertThat(call("VolumeDriver.List", Map.of()).error()).isEmpty();
    assertThatThrownBy(slow::answer).isInstanceOf(IOException.class);
    // Who says nothing at all is a client that keeps its connection.
    assertThat(idle.call("VolumeDriver.List", Map.of()).error()).isEmpty();
  }

  @Test
  void no_call_hangs_and_what_comes_too_late_is_undone() throws IOException {
    serveAnew(
        new DockerPlugin(
            volumes,
            new DockerPlugin.Patience(Duration.ofMillis(600), Duration.ofMillis(300)),
            new ToldVolumes(Duration.ZERO)),
        new PluginConnection.Limits(Duration.ofMinutes(1), Duration.ofMillis(200)));
    volumes.gate = new CountDownLatch(1);
    assertThat(call("VolumeDriver.List", Map.of()).error())
        .contains("VolumeDriver.List has not come to an end");
    assertThat(call("VolumeDriver.Mount", Map.of("Name", "data", "ID", "one")).error())
        .contains("VolumeDriver.Mount has not come to an end", "it is given up");
    assertThatThrownBy(() -> call("VolumeDriver.Get", Map.of("Name", "data")))
        .isInstanceOf(EOFException.class);
    assertThat(volumes.asked).doesNotContain("give back data one");
    volumes.gate.countDown();
    await().until(() -> volumes.asked.contains("give back data one"));
  }

  @Test
  void a_volume_that_docker_was_told_of_lately_is_not_called_missing() throws IOException {
    Map<String, String> data = Map.of("Name", "data");
    serveAnew(Duration.ofMinutes(1));
    assertThat(call("VolumeDriver.Get", data).error()).isEmpty();
    volumes.broken = true;
    DockerClient.Answer again = call("VolumeDriver.Get", data);
    assertThat(again.error()).isEmpty();
    assertThat(again.body().at("/Volume/Mountpoint").asText()).isEqualTo("/flocker/data");
    assertThat(again.body().at("/Volume/Status/phase").asText()).isEqualTo("unknown");
    assertThat(again.body().at("/Volume/Status/reason").asText()).contains("broken");
  }

  @Test
  void an_agent_that_has_just_begun_says_nothing_of_what_it_cannot_know() throws IOException {
    serveAnew(Duration.ofMinutes(1));
    volumes.broken = true;
    assertThatThrownBy(() -> call("VolumeDriver.Get", Map.of("Name", "data")))
        .isInstanceOf(EOFException.class);
    assertThat(call("VolumeDriver.Remove", Map.of("Name", "data")).error()).contains("broken");
  }

  @Test
  void later_it_says_why_it_cannot_say_it() throws IOException {
    assertThat(call("VolumeDriver.Get", Map.of("Name", "data")).error()).isEmpty();
    volumes.broken = true;
    assertThat(call("VolumeDriver.Get", Map.of("Name", "data")).error()).contains("broken");
  }

  @Test
  void a_repeated_question_that_names_no_volume_is_not_answered() throws IOException {
    DockerClient client = client();
    client.send("POST /VolumeDriver.Get HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    assertThatThrownBy(client::answer).isInstanceOf(EOFException.class);
    assertThat(volumes.asked).isEmpty();
  }

  @Test
  void what_is_certainly_not_there_is_called_missing() throws IOException {
    serveAnew(Duration.ofMinutes(1));
    Map<String, String> data = Map.of("Name", "data");
    assertThat(call("VolumeDriver.Get", data).error()).isEmpty();
    volumes.empty = true;
    assertThat(call("VolumeDriver.Get", data).error()).contains("no such volume");
    volumes.broken = true;
    assertThatThrownBy(() -> call("VolumeDriver.Get", data)).isInstanceOf(EOFException.class);
  }

  @Test
  void what_docker_has_removed_was_not_told_of_lately() throws IOException {
    Map<String, String> data = Map.of("Name", "data");
    serveAnew(Duration.ofMinutes(1));
    assertThat(call("VolumeDriver.Get", data).error()).isEmpty();
    assertThat(call("VolumeDriver.Remove", data).error()).isEmpty();
    volumes.broken = true;
    assertThatThrownBy(() -> call("VolumeDriver.Get", data)).isInstanceOf(EOFException.class);
  }

  private void serveAnew(Duration lately) {
    serveAnew(plugin(lately), LIMITS);
  }

  private void serveAnew(DockerPlugin plugin, PluginConnection.Limits limits) {
    server.close();
    server = open(PluginServer.at(List.of(socket), plugin, limits));
  }

  @Test
  void a_mount_whose_caller_has_gone_is_undone() throws IOException {
    volumes.gate = new CountDownLatch(1);
    DockerClient client = new DockerClient(socket);
    client.send(
        "POST /VolumeDriver.Mount HTTP/1.1\r\nContent-Length: 26\r\n\r\n"
            + "{\"Name\":\"data\",\"ID\":\"one\"}");
    await().until(() -> volumes.asked.contains("mount data one"));
    client.close();
    volumes.gate.countDown();
    await().until(() -> volumes.asked.contains("give back data one"));
  }

  @Test
  void only_root_may_open_the_socket() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void the_next_process_takes_the_place_of_the_socket_that_this_one_leaves() throws IOException {
    server.close();
    assertThat(socket).exists();
    assertThatThrownBy(() -> call("Plugin.Activate", Map.of())).isInstanceOf(IOException.class);
    Path second = folder.resolve("plugins/flocker/flocker.sock");
    open(PluginServer.at(List.of(socket, second), plugin(Duration.ZERO), LIMITS));
    assertThat(call("Plugin.Activate", Map.of()).status()).isEqualTo(200);
    assertThat(DockerClient.once(second, "Plugin.Activate", Map.of()).status()).isEqualTo(200);
  }

  @Test
  void what_is_no_socket_is_not_replaced() throws IOException {
    Path file = Files.writeString(folder.resolve("file.sock"), "mine");
    assertThatThrownBy(() -> PluginServer.at(List.of(file), plugin(Duration.ZERO), LIMITS))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("there is something else than a socket");
    assertThat(file).hasContent("mine");
  }

  @Test
  void who_connected_before_the_agent_was_there_is_answered_once_it_is() throws IOException {
    Path handedOver = folder.resolve("early.sock");
    ServerSocketChannel early = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    early.bind(UnixDomainSocketAddress.of(handedOver));
    DockerClient client = open(new DockerClient(handedOver));
    client.send("POST /Plugin.Activate HTTP/1.1\r\n\r\n");
    open(PluginServer.on(early, plugin(Duration.ZERO), LIMITS));
    assertThat(client.answer().status()).isEqualTo(200);
  }
}
