package io.flocker.control.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Sends a long answer. The next pieces are taken only when those before have gone out, so a slow
 * reader costs little memory and no thread, and what the network's threads do for others comes in
 * between. It may take long as a whole, but not stop.
 */
final class PieceStream {

  /** So many bytes are on their way to a reader before the next pieces are taken. */
  private static final int AT_ONCE = 256 << 10;

  private final HttpResponseWriter response = HttpResponse.streaming();
  private final ServiceRequestContext context;
  private final Iterator<byte[]> pieces;
  private final Duration patience;
  private final Consumer<Exception> defects;

  private PieceStream(
      ServiceRequestContext context,
      Iterator<byte[]> pieces,
      Duration patience,
      Consumer<Exception> defects) {
    this.context = context;
    this.pieces = pieces;
    this.patience = patience;
    this.defects = defects;
  }

  /**
   * Begins to send. Throws what the making of the first pieces throws: an error can still be the
   * answer.
   *
   * @param context whose executor makes the pieces
   * @param patience how long the reader may take to take what is on its way to it
   * @param defects told when a later one cannot be made; the reader then sees a broken stream
   */
  static HttpResponse send(
      ServiceRequestContext context,
      ResponseHeaders headers,
      Iterator<byte[]> pieces,
      Duration patience,
      Consumer<Exception> defects) {
    PieceStream stream = new PieceStream(context, pieces, patience, defects);
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
    // The server's time for a request would end an answer that is still being read.
    context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, patience);
    for (int bytes = 0; bytes < AT_ONCE && pieces.hasNext(); ) {
      byte[] piece = pieces.next();
      if (!response.tryWrite(HttpData.wrap(piece))) {
        return;
      }
      bytes += piece.length;
    }
    if (pieces.hasNext()) {
      var _ = response.whenConsumed().thenRunAsync(this::sendMore, context.blockingTaskExecutor());
    } else {
      response.close();
    }
  }
}
