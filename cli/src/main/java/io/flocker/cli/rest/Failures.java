package io.flocker.cli.rest;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why a request had no answer, in words that help: Java's own exceptions name neither the address
 * nor the certificate. Pure.
 *
 * @param certificate the one that the service was shown
 */
record Failures(ServiceAddress address, Path certificate) {

  private static final String WHERE = "control service ";
  private static final String IS_IT_THERE =
      "check that the address is right (--control-service, --control-port or"
          + " FLOCKER_CONTROL_SERVICE), that the control service runs and that no firewall is in"
          + " between";

  /**
   * @param refused why the service's certificate was not accepted, if that is what happened
   * @param reading whether the request only asks, so that it may be repeated without a thought
   */
  ProblemException of(IOException failure, Optional<ProblemException> refused, boolean reading) {
    return new ProblemException(problem(failure, refused, reading), failure);
  }

  private Problem problem(
      IOException failure, Optional<ProblemException> refused, boolean reading) {
    if (refused.isPresent()) {
      return told(
          Problem.Kind.TRANSPORT,
          refused.get().problems().getFirst().what(),
          "check that this is the address of your cluster's control service, and that your"
              + " cluster.crt is of the same cluster");
    }
    if (is(failure, UnresolvedAddressException.class)) {
      return told(
          Problem.Kind.CONFIGURATION,
          "no name server knows " + address.host(),
          "check the name (--control-service or FLOCKER_CONTROL_SERVICE), or give an address");
    }
    if (is(failure, HttpConnectTimeoutException.class)
        || is(failure, NoRouteToHostException.class)) {
      return told(Problem.Kind.TRANSPORT, "it cannot be reached", IS_IT_THERE);
    }
    if (is(failure, ConnectException.class)) {
      return told(Problem.Kind.TRANSPORT, "nothing listens there", IS_IT_THERE);
    }
    Optional<SSLException> tls = find(failure, SSLException.class);
    if (tls.isPresent()) {
      return handshake(String.valueOf(tls.get().getMessage()));
    }
    String what =
        is(failure, HttpTimeoutException.class)
            ? "there was no answer in time"
            : "the connection ended before there was an answer";
    return told(
        Problem.Kind.TRANSPORT,
        what,
        reading
            ? "try again; the control service's log may say why"
            : "it may have been carried out: look with `flockerctl list` before you repeat it");
  }

  private Problem handshake(String message) {
    if (message.contains("fatal alert")) {
      return told(
          Problem.Kind.TRANSPORT,
          "it does not accept the certificate " + certificate + " (" + message + ")",
          "it may have been revoked, or the control service is of another cluster: `flocker-ca show"
              + " "
              + certificate
              + "` tells whose it is, the control service's log why it was refused");
    }
    return told(
        Problem.Kind.TRANSPORT,
        "what answers there does not speak TLS as the control service does: " + message,
        "check the address and the port (--control-service, --control-port)");
  }

  private Problem told(Problem.Kind kind, String what, String remedy) {
    return new Problem(kind, WHERE + address, what, remedy);
  }

  private static boolean is(Throwable failure, Class<? extends Throwable> type) {
    return find(failure, type).isPresent();
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }
}
