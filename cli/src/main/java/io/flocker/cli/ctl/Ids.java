package io.flocker.cli.ctl;

/** How ids are shown. */
final class Ids {

  private static final int BRIEF = 8;

  private Ids() {}

  /** Whole, or as much of it as tells most objects apart. */
  static String shown(String id, boolean whole) {
    return whole || id.length() <= BRIEF ? id : id.substring(0, BRIEF);
  }
}
