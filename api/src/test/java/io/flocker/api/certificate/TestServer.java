package io.flocker.api.certificate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Answers one line with the caller's name and closes. */
public final class TestServer implements AutoCloseable {

  private final Tls tls;
  private final SSLServerSocket listening;
  private final List<Identity> served = new CopyOnWriteArrayList<>();

  public TestServer(Tls tls) throws IOException {
    this.tls = tls;
    listening =
        (SSLServerSocket)
            tls.context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listening.setSSLParameters(tls.parameters());
    Thread.ofVirtual().start(this::listen);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Whom it let in. */
  public List<Identity> served() {
    return served;
  }

  private void listen() {
    while (!listening.isClosed()) {
      try {
        SSLSocket caller = (SSLSocket) listening.accept();
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(SSLSocket caller) {
    try (caller;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
      caller.startHandshake();
      Identity identity = tls.peer(caller.getSession());
      in.readLine();
      served.add(identity);
      caller
          .getOutputStream()
          .write(("you are " + identity.commonName() + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A refused caller; the caller's side and the report tell what happened.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
