package io.flocker.control.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Every error that is found before or after the API is JSON too, and tells nothing of us. */
final class JsonErrors implements ServerErrorHandler {

  private final BiConsumer<String, Exception> defects;

  JsonErrors(BiConsumer<String, Exception> defects) {
    this.defects = defects;
  }

  @Override
  public HttpResponse onServiceException(ServiceRequestContext context, Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return switch (cause) {
      case ContentTooLargeException _ -> tooLarge();
      case RequestTimeoutException _ ->
          answer(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "The request took too long. It may have been carried out: look before you repeat"
                      + " it.")
              .toHttpResponse();
      case HttpStatusException status ->
          answer(status.httpStatus(), sentence(status.httpStatus())).toHttpResponse();
      default -> defect(cause);
    };
  }

  private HttpResponse defect(Throwable cause) {
    String incident = UUID.randomUUID().toString();
    defects.accept(
        incident,
        cause instanceof Exception exception ? exception : new IllegalStateException(cause));
    return answer(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "This is a defect of Flocker; the log of the control service tells more under "
                + incident
                + ".")
        .toHttpResponse();
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return answer(status, sentence(status));
  }

  @Override
  public AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return answer(status, sentence(status));
  }

  /** A peer that is not, or no longer, let in. */
  static HttpResponse refused(String why) {
    return answer(HttpStatus.FORBIDDEN, "Refused: " + why + ".").toHttpResponse();
  }

  static HttpResponse tooManyReaders() {
    return answer(
            HttpStatus.SERVICE_UNAVAILABLE,
            "There are too many readers of events. End some, or ask for the state now and then.")
        .toHttpResponse();
  }

  static HttpResponse tooLarge() {
    return answer(
            HttpStatus.REQUEST_ENTITY_TOO_LARGE,
            "The request is too large (expected: at most " + RestService.LONGEST_BODY + " bytes).")
        .toHttpResponse();
  }

  private static String sentence(HttpStatus status) {
    return "The request cannot be answered: " + status.reasonPhrase() + ".";
  }

  private static AggregatedHttpResponse answer(HttpStatus status, String description) {
    ResponseHeaders headers =
        ResponseHeaders.builder(status)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build();
    String body = JsonNodeFactory.instance.objectNode().put("description", description).toString();
    return AggregatedHttpResponse.of(headers, HttpData.ofUtf8(body));
  }
}
