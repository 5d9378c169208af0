package io.flocker.node.route;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Listens and connects inside of a network namespace, told what to do by lines of its standard
 * input: {@code listen PORT NAME}, {@code ask ADDRESS PORT}, {@code open KEY ADDRESS PORT}, {@code
 * say KEY}. Each is answered by one line. A listener greets with its name and whom it sees, and
 * answers each line with its name. {@code briefly} before a line is for what nobody is expected to
 * answer: it is soon given up.
 */
public final class NetnsAgent {

  private static final String BRIEFLY = "briefly ";
  private static final int BRIEF_MILLIS = 2_000;
  private static final int PATIENT_MILLIS = 60_000;

  private final Map<String, Socket> open = new HashMap<>();

  private NetnsAgent() {}

  /** Runs until the input ends. */
  public static void main(String[] args) throws IOException {
    NetnsAgent agent = new NetnsAgent();
    BufferedReader in = reader(System.in);
    PrintStream out = System.out;
    out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        boolean brief = line.startsWith(BRIEFLY);
        String told = brief ? line.substring(BRIEFLY.length()) : line;
        answer = agent.answer(told.split(" ", -1), brief ? BRIEF_MILLIS : PATIENT_MILLIS);
      } catch (IOException e) {
        answer = "error " + e;
      }
      out.println(answer);
      out.flush();
    }
  }

  private String answer(String[] words, int millis) throws IOException {
    switch (words[0]) {
      case "listen" -> {
        listen(Integer.parseInt(words[1]), words[2]);
        return "ok";
      }
      case "ask" -> {
        try (Socket socket = connect(words[1], words[2], millis)) {
          return line(socket, millis);
        }
      }
      case "open" -> {
        Socket socket = connect(words[2], words[3], millis);
        open.put(words[1], socket);
        return line(socket, millis);
      }
      case "say" -> {
        Socket socket = java.util.Objects.requireNonNull(open.get(words[1]));
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
        return line(socket, millis);
      }
      default -> {
        return "error unknown";
      }
    }
  }

  private static Socket connect(String address, String port, int millis) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(address, Integer.parseInt(port)), millis);
    return socket;
  }

  /** Byte by byte: a buffer would swallow the next answer. */
  private static String line(Socket socket, int millis) throws IOException {
    socket.setSoTimeout(millis);
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c != '\n'; c = socket.getInputStream().read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private static void listen(int port, String name) throws IOException {
    ServerSocket server = new ServerSocket(port);
    Thread.ofPlatform().daemon().start(() -> accept(server, name));
  }

  private static void accept(ServerSocket server, String name) {
    try (server) {
      while (true) {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket, name));
      }
    } catch (IOException e) {
      System.err.println(name + ": " + e);
    }
  }

  private static void serve(Socket socket, String name) {
    try (socket) {
      PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
      out.print(name + " sees " + socket.getInetAddress().getHostAddress() + "\n");
      out.flush();
      BufferedReader in = reader(socket.getInputStream());
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.print(name + "\n");
        out.flush();
      }
    } catch (IOException e) {
      System.err.println(name + ": " + e);
    }
  }

  private static BufferedReader reader(java.io.InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }
}
