package io.flocker.core.plan;

/** Work that is done in small pieces; the host may die between any two. */
interface ImaginaryStep {

  /** How far it is. */
  enum Progress {
    MORE,
    WAITING,
    DONE,
    FAILED
  }

  /**
   * Does the next piece.
   *
   * @param impatient whether waiting is over: what still waits fails
   */
  Progress next(boolean impatient);
}
