package io.flocker.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Executes one node's plan, one small piece at a time. */
final class ImaginaryProcess implements ImaginaryStep {

  final ImaginaryHost host;
  private final ImaginaryCluster cluster;
  private final Random random;
  private final ImaginaryStep root;

  ImaginaryProcess(ImaginaryCluster cluster, ImaginaryHost host, Plan plan, Random random) {
    this.cluster = cluster;
    this.host = host;
    this.random = random;
    this.root = stepOf(plan);
  }

  @Override
  public Progress next(boolean impatient) {
    return root.next(impatient);
  }

  private ImaginaryStep stepOf(Plan plan) {
    return switch (plan) {
      case Plan.Step(Action action, String reason) ->
          switch (action) {
            case Action.MoveVolumes move -> new ImaginaryMove(cluster, this, move);
            case Action.ReclaimVolume reclaim -> new ImaginaryReclaim(cluster, this, reclaim);
            default -> new ImaginaryAction(cluster, this, action);
          };
      case Plan.Sequence(List<Plan> steps) -> new InTurn(steps);
      case Plan.Parallel(List<Plan> branches) -> new SideBySide(branches);
    };
  }

  private final class InTurn implements ImaginaryStep {

    private final List<Plan> steps;
    private int at;
    private @Nullable ImaginaryStep current;

    InTurn(List<Plan> steps) {
      this.steps = steps;
    }

    @Override
    public Progress next(boolean impatient) {
      if (at == steps.size()) {
        return Progress.DONE;
      }
      if (current == null) {
        current = stepOf(steps.get(at));
      }
      Progress progress = current.next(impatient);
      if (progress != Progress.DONE) {
        return progress;
      }
      current = null;
      at++;
      return at == steps.size() ? Progress.DONE : Progress.MORE;
    }
  }

  private final class SideBySide implements ImaginaryStep {

    private final List<ImaginaryStep> open = new ArrayList<>();
    private boolean failed;

    SideBySide(List<Plan> branches) {
      branches.forEach(branch -> open.add(stepOf(branch)));
    }

    @Override
    public Progress next(boolean impatient) {
      int first = open.isEmpty() ? 0 : random.nextInt(open.size());
      for (int i = 0; i < open.size(); i++) {
        ImaginaryStep branch = open.get((first + i) % open.size());
        Progress progress = branch.next(impatient);
        if (progress == Progress.WAITING) {
          continue;
        }
        if (progress != Progress.MORE) {
          failed |= progress == Progress.FAILED;
          open.remove(branch);
        }
        return open.isEmpty() ? end() : Progress.MORE;
      }
      return open.isEmpty() ? end() : Progress.WAITING;
    }

    private Progress end() {
      return failed ? Progress.FAILED : Progress.DONE;
    }
  }
}
