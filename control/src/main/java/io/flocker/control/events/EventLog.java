package io.flocker.control.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The latest events, in memory. A reader keeps nothing here but its place: one that is too slow
 * loses its place and nobody waits for it. Safe for use by several threads.
 */
public final class EventLog {

  private static final Pattern ID = Pattern.compile("([0-9a-f]{8})-([0-9]{1,18})");

  /** Numbers of different runs of the control service have nothing to do with each other. */
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  private final int capacity;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  // Under the lock of this object: the events' numbers modulo the capacity are their places.
  private final List<Event> kept = new ArrayList<>();
  private long last;

  /**
   * An empty log.
   *
   * @param capacity how many events are kept
   */
  public EventLog(int capacity) {
    this.capacity = capacity;
  }

  /** These have happened, in this order. */
  void append(Instant time, List<Happening> happenings) {
    if (happenings.isEmpty()) {
      return;
    }
    synchronized (this) {
      for (Happening happening : happenings) {
        Event event = new Event(++last, time, happening);
        if (kept.size() < capacity) {
          kept.add(event);
        } else {
          kept.set(index(last), event);
        }
      }
    }
    listeners.forEach(Runnable::run);
  }

  /** What a reader says to go on after an event. */
  public String id(long number) {
    return run + "-" + number;
  }

  /** The place after everything that has happened so far. */
  public synchronized long end() {
    return last;
  }

  /** The place of a reader that has read up to an event; empty if what follows is not kept. */
  public Optional<Long> placeAfter(String id) {
    Matcher matcher = ID.matcher(id);
    if (!matcher.matches() || !matcher.group(1).equals(run)) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(2));
    return read(number, 0).map(_ -> number);
  }

  /**
   * The events after a place, the earliest first.
   *
   * @param most at most so many
   * @return empty if some of them are no longer kept, or the place is none
   */
  public synchronized Optional<List<Event>> read(long place, int most) {
    long missing = last - place;
    if (missing < 0 || missing > kept.size()) {
      return Optional.empty();
    }
    return Optional.of(
        LongStream.rangeClosed(place + 1, place + Math.min(missing, most))
            .mapToObj(number -> kept.get(index(number)))
            .toList());
  }

  /** The first event has the number 1. */
  private int index(long number) {
    return (int) ((number - 1) % capacity);
  }

  /**
   * Tells about news, on the thread of whoever brings them: a listener must not wait for anything.
   *
   * @return ends it
   */
  public Runnable listen(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
