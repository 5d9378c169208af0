package io.flocker.control.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Sends a long answer. The next pieces are taken only when those before have gone out, so a slow
 * reader costs little memory and no thread, and what the network's threads do for others comes in
 * between.
 */
final class PieceStream {

  /** So many bytes are on their way to a reader before the next pieces are taken. */
  private static final int AT_ONCE = 256 << 10;

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
   * Begins to send. Throws what the making of the first pieces throws: an error can still be the
   * answer.
   *
   * @param executor where pieces are made
   * @param defects told when a later one cannot be made; the reader then sees a broken stream
   */
  static HttpResponse send(
      ResponseHeaders headers,
      Iterator<byte[]> pieces,
      Executor executor,
      Consumer<Exception> defects) {
    PieceStream stream = new PieceStream(pieces, executor, defects);
    stream.response.write(headers);
    stream.sendSome();
    return stream.response;
  }

  private void sendMore() {
    try {
      sendSome();
    } catch (RuntimeException e) {
      defects.accept(e);
      response.close(e);
    }
  }

  private void sendSome() {
    for (int bytes = 0; bytes < AT_ONCE && pieces.hasNext(); ) {
      byte[] piece = pieces.next();
      if (!response.tryWrite(HttpData.wrap(piece))) {
        return;
      }
      bytes += piece.length;
    }
    if (pieces.hasNext()) {
      var _ = response.whenConsumed().thenRunAsync(this::sendMore, executor);
    } else {
      response.close();
    }
  }
}
