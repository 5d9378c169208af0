package io.flocker.cli.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Answers on a unix socket as an engine does that has one image, lists no container, and knows any
 * container by its name; what it is told to do, it says it has done.
 */
public final class CannedEngine implements AutoCloseable {

  private static final String CONTAINER =
      """
      {"Id": "c0ffee", "Created": "2026-01-01T00:00:00Z", "Path": "/entry", "Args": ["postgres"],
       "Name": "/flocker--postgres", "Image": "sha256:c0ffee", "Driver": "overlay2", "RestartCount": 0,
       "State": {"Status": "created", "Running": false, "Paused": false, "Restarting": false, "Dead": false,
         "OOMKilled": false, "Pid": 0, "ExitCode": 0, "Error": "", "StartedAt": "2026-01-01T00:00:00Z"},
       "HostConfig": {"NetworkMode": "default", "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
         "PortBindings": {"5432/tcp": [{"HostIp": "", "HostPort": "5432"}]}, "IpcMode": "private",
         "LogConfig": {"Type": "json-file", "Config": {}}, "Memory": 0, "NanoCpus": 0, "Runtime": "runc",
         "Mounts": [{"Type": "bind", "Source": "/flocker/volume", "Target": "/data"}]},
       "GraphDriver": {"Data": {"MergedDir": "/merged", "UpperDir": "/upper"}, "Name": "overlay2"},
       "Mounts": [{"Type": "bind", "Source": "/flocker/volume", "Destination": "/data", "Mode": "",
         "RW": true, "Propagation": "rprivate"}],
       "Config": {"Hostname": "c0ffee", "Env": ["PATH=/bin"], "Cmd": ["postgres"], "Image": "postgres:latest",
         "ExposedPorts": {"5432/tcp": {}}, "Entrypoint": ["/entry"], "StopSignal": "SIGINT",
         "Labels": {"io.flocker.application": "postgres", "io.flocker.specification": "{}",
           "io.flocker.image": "postgres:latest", "io.flocker.ports": "5432:5432",
           "io.flocker.restart_policy": "always"}},
       "NetworkSettings": {"Bridge": "", "Gateway": "", "IPAddress": "",
         "Ports": {"5432/tcp": [{"HostIp": "0.0.0.0", "HostPort": "5432"}]},
         "Networks": {"bridge": {"NetworkID": "", "EndpointID": "", "Gateway": "", "IPAddress": "",
           "IPPrefixLen": 16, "IPv6Gateway": "", "GlobalIPv6PrefixLen": 0, "MacAddress": ""}}}}
      """;

  private static final String LISTED =
      """
      [{"Id": "c0ffee", "Names": ["/flocker--postgres"], "Image": "postgres:latest", "ImageID": "sha256:0",
       "Command": "/entry postgres", "Created": 1767225600, "State": "created", "Status": "Created",
       "Ports": [{"PrivatePort": 5432, "PublicPort": 5432, "Type": "tcp"}],
       "Labels": {"io.flocker.application": "postgres", "io.flocker.specification": "{}",
         "io.flocker.image": "postgres:latest", "io.flocker.ports": "5432:5432",
         "io.flocker.restart_policy": "always"},
       "HostConfig": {"NetworkMode": "default"},
       "NetworkSettings": {"Networks": {"bridge": {"NetworkID": "", "EndpointID": "", "Gateway": "",
         "IPAddress": "", "IPPrefixLen": 16, "IPv6Gateway": "", "GlobalIPv6PrefixLen": 0, "MacAddress": ""}}},
       "Mounts": [{"Type": "bind", "Source": "/flocker/volume", "Destination": "/data", "Mode": "",
         "RW": true, "Propagation": "rprivate"}]}]
      """;

  private final ServerSocketChannel server;

  /** Listens on {@code socket}, which must not be there yet. */
  public CannedEngine(Path socket) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (ClosedChannelException e) {
      // The training is over.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(SocketChannel client) {
    try (client;
        InputStream in = Channels.newInputStream(client);
        OutputStream out = Channels.newOutputStream(client)) {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      for (String request = reader.readLine(); request != null; request = reader.readLine()) {
        skipRest(reader);
        out.write(answer(request).getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Headers, and the body if one follows, whole or in chunks. */
  private static void skipRest(BufferedReader reader) throws IOException {
    long length = 0;
    boolean chunked = false;
    for (String header = reader.readLine(); !isEnd(header); header = reader.readLine()) {
      String[] parts = header.split(":", 2);
      if (parts[0].equalsIgnoreCase("Content-Length")) {
        length = Long.parseLong(parts[1].strip());
      }
      chunked |= header.equalsIgnoreCase("Transfer-Encoding: chunked");
    }
    if (chunked) {
      do {
        length = Long.parseLong(reader.readLine().strip(), 16);
        reader.skip(length);
        reader.readLine();
      } while (length > 0);
    } else {
      reader.skip(length);
    }
  }

  private static boolean isEnd(@Nullable String header) {
    return header == null || header.isEmpty();
  }

  /** The answer to a request's first line. */
  private static String answer(String request) {
    String[] words = request.split("[ ?]", -1);
    String path = words[1];
    if (words[0].equals("GET")) {
      if (path.endsWith("/containers/json")) {
        return response("200 OK", LISTED);
      }
      return response("200 OK", path.endsWith("/images/json") ? "[]" : CONTAINER);
    }
    if (path.endsWith("/create")) {
      return response("201 Created", "{\"Id\": \"c0ffee\", \"Warnings\": []}");
    }
    return path.endsWith("/update")
        ? response("200 OK", "{\"Warnings\": []}")
        : "HTTP/1.1 204 No Content\r\n\r\n";
  }

  private static String response(String status, String json) {
    return "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, json.length(), json);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
