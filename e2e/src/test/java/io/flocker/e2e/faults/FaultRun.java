package io.flocker.e2e.faults;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.LiveBackends;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Which faults this run is for, as the properties {@code flocker.fault.…} say. */
final class FaultRun {

  private static final int REPETITIONS = Integer.getInteger("flocker.fault.repetitions", 0);
  private static final String ONLY = System.getProperty("flocker.fault.only", "");

  private FaultRun() {}

  /** Whether only the most telling faults are tried, as in every check. */
  static boolean isQuick() {
    return REPETITIONS == 0 && ONLY.isEmpty();
  }

  /** The {@link LiveBackends}; in a quick run the first of them, for what differs little. */
  static final class OneIfQuick implements ArgumentsProvider {

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return LiveBackends.chosen().stream()
          .limit(isQuick() ? 1 : Long.MAX_VALUE)
          .map(Arguments::of);
    }
  }

  /** The faults for a filesystem, in their order. */
  static List<FaultCase> cases(Backend backend) {
    List<Backend> chosen = LiveBackends.chosen();
    if (isQuick()) {
      return FaultCase.selected(chosen.indexOf(backend), chosen.size());
    }
    List<FaultCase> cases = new ArrayList<>();
    for (int n = 0; n < Math.max(1, REPETITIONS); n++) {
      FaultCase.all().stream().filter(fault -> fault.toString().contains(ONLY)).forEach(cases::add);
    }
    return cases;
  }
}
