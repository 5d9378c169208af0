package io.flocker.node.imaginary;

/**
 * The end of a process at one of its steps: every effect on an imaginary host passes here first. An
 * {@link Error}, because nothing in the product may catch it.
 */
final class Fault extends Error {

  private static final long serialVersionUID = 1L;

  Fault(String where) {
    super("the process was killed before: " + where);
  }

  /** Counts steps and kills at one of them; a killed process does nothing any more. */
  static final class Trigger {

    private int stepsLeft = Integer.MAX_VALUE;
    private int steps;
    private boolean dead;

    synchronized void killAfter(int newSteps) {
      stepsLeft = newSteps;
    }

    synchronized void revive() {
      dead = false;
      stepsLeft = Integer.MAX_VALUE;
    }

    synchronized boolean isDead() {
      return dead;
    }

    synchronized int steps() {
      return steps;
    }

    synchronized void step(String what) {
      steps++;
      if (dead || stepsLeft-- <= 0) {
        dead = true;
        throw new Fault(what);
      }
    }
  }
}
