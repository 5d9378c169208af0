package io.flocker.control.rest;

/** What a caller is answered. */
public sealed interface Answer permits Response, Answer.Text, Answer.Stream {

  /** The status of HTTP. */
  int status();

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
