package io.flocker.control.server;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.control.rest.Answer;
import io.flocker.control.rest.Api;
import io.flocker.control.rest.Request;
import io.flocker.control.rest.Response;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Carries requests to the API and its answers back. */
final class RestService implements HttpService {

  /** The longest body that is looked at, in bytes. */
  static final int LONGEST_BODY = 1 << 20;

  private final Tls tls;
  private final Api api;
  private final EventStreams streams;
  private final Duration patience;
  private final BiConsumer<String, Exception> defects;

  /**
   * Serves the API.
   *
   * @param patience how long the reader of a long answer may take nothing of it
   */
  RestService(
      Tls tls,
      Api api,
      EventStreams streams,
      Duration patience,
      BiConsumer<String, Exception> defects) {
    this.tls = tls;
    this.api = api;
    this.streams = streams;
    this.patience = patience;
    this.defects = defects;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(whole -> answer(context, whole), context.blockingTaskExecutor()));
  }

  private HttpResponse answer(ServiceRequestContext context, AggregatedHttpRequest whole) {
    Identity caller;
    try {
      caller = caller(context.sslSession());
    } catch (SSLPeerUnverifiedException e) {
      return JsonErrors.refused(String.valueOf(e.getMessage()));
    }
    if (!(caller instanceof Identity.User user)) {
      return JsonErrors.refused("this is for users, not for " + caller.kind());
    }
    if (whole.content().length() > LONGEST_BODY) {
      return JsonErrors.tooLarge();
    }
    Answer answer =
        api.answer(
            new Request(
                whole.method().name(),
                context.path(),
                query(context.query()),
                headers(whole),
                text(whole.content()),
                user));
    return switch (answer) {
      case Response response -> written(response);
      case Answer.Pieces pieces ->
          PieceStream.send(
              context,
              headers(pieces.status(), pieces.headers()),
              pieces.pieces(),
              patience,
              problem -> defects.accept("a broken answer to " + context.path(), problem));
      case Answer.Text text -> written(text);
      case Answer.Stream stream ->
          streams
              .open(context, stream.feed(), () -> isStillLetIn(context.sslSession()))
              .orElseGet(JsonErrors::tooManyReaders);
    };
  }

  private boolean isStillLetIn(@Nullable SSLSession session) {
    try {
      return caller(session) instanceof Identity.User;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  /** Asked at every request: a connection can outlive its certificate. */
  private Identity caller(@Nullable SSLSession session) throws SSLPeerUnverifiedException {
    if (session == null) {
      throw new SSLPeerUnverifiedException("there is no TLS on this connection");
    }
    return tls.peer(session);
  }

  private static Map<String, List<String>> query(@Nullable String query) {
    Map<String, List<String>> values = new HashMap<>();
    if (query != null) {
      QueryParams.fromQueryString(query)
          .forEach(
              (name, value) -> values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
    }
    return values;
  }

  private static Map<String, List<String>> headers(AggregatedHttpRequest whole) {
    Map<String, List<String>> values = new HashMap<>();
    whole
        .headers()
        .forEach((name, value) ->
            values.computeIfAbsent(name.toString(), _ -> new ArrayList<>()).add(value));
    return values;
  }

  /** What is not UTF-8 is not JSON either, and is answered as such an empty body is. */
  private static String text(HttpData content) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content.array()))
          .toString();
    } catch (CharacterCodingException e) {
      return "";
    }
  }

  private static HttpResponse written(Answer.Text text) {
    return HttpResponse.of(
        ResponseHeaders.builder(text.status())
            .contentType(MediaType.parse(text.mediaType()))
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.ofUtf8(text.text()));
  }

  private static HttpResponse written(Response response) {
    return HttpResponse.of(
        headers(response.status(), response.headers()),
        HttpData.ofUtf8(response.body().toString()));
  }

  private static ResponseHeaders headers(int status, Map<String, String> more) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    more.forEach(headers::set);
    return headers.build();
  }
}
