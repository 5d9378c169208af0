package io.flocker.control.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Sends a long answer. The next piece is taken only when the one before has gone out, so a slow
 * reader costs neither memory nor a thread, and what the network's threads do for others comes in
 * between.
 */
final class PieceStream {

  private final HttpResponseWriter response = HttpResponse.streaming();
  private final Iterator<byte[]> pieces;
  private final Executor executor;
  private final Consumer<Exception> defects;

  private PieceStream(Iterator<byte[]> pieces, Executor executor, Consumer<Exception> defects) {
    this.pieces = pieces;
    this.executor = executor;
    this.defects = defects;
  }

  /**
   * Begins to send. Throws what the first piece throws: it can still be answered by an error.
   *
   * @param pieces at least one
   * @param executor where pieces are made
   * @param defects told when a later one cannot be made; the reader then sees a broken stream
   */
  static HttpResponse send(
      ResponseHeaders headers,
      Iterator<byte[]> pieces,
      Executor executor,
      Consumer<Exception> defects) {
    byte[] first = pieces.next();
    PieceStream stream = new PieceStream(pieces, executor, defects);
    stream.response.write(headers);
    stream.send(first);
    return stream.response;
  }

  private void send(byte[] piece) {
    if (response.tryWrite(HttpData.wrap(piece))) {
      var _ = response.whenConsumed().thenRunAsync(this::sendNext, executor);
    }
  }

  private void sendNext() {
    try {
      if (!pieces.hasNext()) {
        response.close();
      } else {
        send(pieces.next());
      }
    } catch (RuntimeException e) {
      defects.accept(e);
      response.close(e);
    }
  }
}
