package io.flocker.control.rest;

import java.util.Iterator;
import java.util.Map;

/** What a caller is answered. */
public sealed interface Answer permits Response, Answer.Pieces, Answer.Text, Answer.Stream {

  /** The status of HTTP. */
  int status();

  /**
   * JSON that may be long.
   *
   * @param pieces of its text, one after the other; an array in it must not be changed
   */
  record Pieces(Map<String, String> headers, Iterator<byte[]> pieces) implements Answer {

    public Pieces {
      headers = Map.copyOf(headers);
    }

    @Override
    public int status() {
      return 200;
    }
  }

  /**
   * A text that is not JSON.
   *
   * @param mediaType what it is
   */
  record Text(String mediaType, String text) implements Answer {

    @Override
    public int status() {
      return 200;
    }
  }

  /** Events without end. */
  record Stream(Feed feed) implements Answer {

    @Override
    public int status() {
      return 200;
    }
  }
}
