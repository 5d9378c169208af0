package io.flocker.control.rest;

import java.util.Optional;

/** One reader's way through an endless row of server-sent events. For one thread at a time. */
public interface Feed {

  /** What a reader is sent to know that the connection lives; means nothing. */
  String HEARTBEAT = ":\n\n";

  /**
   * What comes next, as much as is sent in one go; an empty text if there is nothing for now.
   *
   * @return empty if the reader has fallen so far behind that what comes next is no longer kept
   */
  Optional<String> next();

  /**
   * Tells about news, on the thread of whoever brings them: a listener must not wait for anything.
   *
   * @return ends it
   */
  Runnable listen(Runnable listener);
}
