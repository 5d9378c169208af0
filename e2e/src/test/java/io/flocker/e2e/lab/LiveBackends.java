package io.flocker.e2e.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The filesystems that move volumes while they are in use, for tests that are played on each. The
 * environment variable {@code E2E_BACKENDS} says on which; unless it is set, on both, or where the
 * test class is {@link UsuallyOn}.
 */
public final class LiveBackends implements ArgumentsProvider {

  private static final String VARIABLE = "E2E_BACKENDS";

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    UsuallyOn usually = context.getRequiredTestClass().getAnnotation(UsuallyOn.class);
    return System.getenv(VARIABLE) == null && usually != null
        ? Stream.of(Arguments.of(usually.value()))
        : chosen().stream().map(Arguments::of);
  }

  /** Those that this run is for, in their order. */
  public static List<Backend> chosen() {
    String names = Objects.requireNonNullElse(System.getenv(VARIABLE), "btrfs,zfs");
    return Arrays.stream(names.split(",", -1))
        .map(name -> Backend.valueOf(name.strip().toUpperCase(Locale.ROOT)))
        .toList();
  }
}
