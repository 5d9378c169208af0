package io.flocker.service;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the modules, checked over all of them: they are put together here. */
class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.flocker");

  /** What turns a text into a value, without asking the machine or the network for anything. */
  private static final Set<String> PARSERS =
      Set.of(
          "java.net.URI",
          "java.net.URISyntaxException",
          // Only their parser of address literals, which never asks a name server.
          "java.net.InetAddress",
          "java.net.Inet6Address",
          // How a reader is told that a file which it asked for is not there.
          "java.nio.file.NoSuchFileException");

  @Test
  void the_rules_see_all_modules() {
    assertThat(ALL.stream().map(ArchitectureTest::module))
        .contains(
            "core",
            "api",
            "protocol",
            "wire",
            "storage",
            "node",
            "control",
            "agent",
            "cli",
            "service");
  }

  @Test
  void core_uses_no_other_module() {
    noClasses()
        .that()
        .resideInAPackage("io.flocker.core..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.flocker..")
                .and(describe("not of core", used -> !module(used).equals("core"))))
        .check(ALL);
  }

  @Test
  void core_neither_reads_nor_writes_nor_starts_anything() {
    noClasses()
        .that()
        .resideInAPackage("io.flocker.core..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.io..",
                    "java.nio..",
                    "java.net..",
                    "java.util.concurrent..",
                    "org.slf4j..")
                .and(describe("more than text", used -> !isForText(used))))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Process.class)
        .check(ALL);
  }

  private static boolean isForText(JavaClass used) {
    return PARSERS.contains(used.getName())
        || used.getPackageName().equals("java.nio.charset")
        || used.getName().equals("java.nio.ByteBuffer")
        || Set.of("java.io.Serializable", "java.io.IOException", "java.io.UncheckedIOException")
            .contains(used.getName())
        || Set.of(
                "java.io.StringReader", "java.io.StringWriter", "java.io.Reader", "java.io.Writer")
            .contains(used.getName());
  }

  @Test
  void storage_uses_core_only() {
    noClasses()
        .that()
        .resideInAPackage("io.flocker.storage..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.flocker.api..", "io.flocker.control..", "io.flocker.node..", "io.flocker.cli..")
        .check(ALL);
  }

  @Test
  void api_uses_core_only() {
    noClasses()
        .that()
        .resideInAPackage("io.flocker.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.flocker.protocol..",
            "io.flocker.wire..",
            "io.flocker.storage..",
            "io.flocker.node..",
            "io.flocker.control..",
            "io.flocker.agent..",
            "io.flocker.cli..",
            "io.netty..",
            "com.linecorp..",
            "picocli..")
        .check(ALL);
  }

  @Test
  void protocol_is_generated_code_that_uses_nothing_of_ours() {
    module("protocol").mayUse().check(ALL);
  }

  @Test
  void wire_uses_core_and_the_protocol_and_knows_no_network() {
    module("wire").mayUse("core", "protocol").check(ALL);
    noClasses()
        .that()
        .resideInAPackage("io.flocker.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.netty..", "com.linecorp..")
        .check(ALL);
  }

  @Test
  void control_knows_nothing_of_what_happens_on_a_node() {
    module("control").mayUse("core", "api", "protocol", "wire").check(ALL);
  }

  @Test
  void agent_knows_neither_the_control_service_nor_the_command_line() {
    module("agent").mayUse("core", "api", "protocol", "wire", "storage", "node").check(ALL);
  }

  @Test
  void storage_and_node_do_not_know_the_cluster() {
    module("storage").mayUse("core").check(ALL);
    module("node").mayUse("core", "storage").check(ALL);
  }

  @Test
  void commands_of_people_know_neither_control_service_nor_agent() {
    module("cli").mayUse("core", "api", "protocol", "wire", "storage", "node").check(ALL);
  }

  @Test
  void nobody_knows_who_puts_everything_together() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.flocker.service..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.flocker.service..")
        .check(ALL);
  }

  @Test
  void what_control_decides_is_pure() {
    noClasses()
        .that()
        .resideInAPackage("io.flocker.control.model..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.io..", "java.nio..", "java.net..", "java.util.concurrent..", "java.sql..")
                .and(describe("more than text", used -> !isForText(used))))
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(ALL);
  }

  @Test
  void only_the_ends_of_the_network_know_what_carries_messages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.flocker.control.server..",
            "io.flocker.control.nodes..",
            "io.flocker.control.transport..",
            "io.flocker.agent.uplink..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.linecorp..", "io.netty..")
        .check(ALL);
  }

  @Test
  void only_the_store_knows_the_database() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.flocker.control.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..")
        .check(ALL);
  }

  /** The classes of a module, of which the modules that it may use are then said. */
  private static Module module(String name) {
    return new Module(name);
  }

  private record Module(String name) {

    ArchRule mayUse(String... others) {
      Set<String> allowed = Set.of(others);
      return noClasses()
          .that()
          .resideInAPackage("io.flocker." + name + "..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.flocker..")
                  .and(
                      describe(
                          "not of " + name + " or " + allowed,
                          used -> !module(used).equals(name) && !allowed.contains(module(used)))));
    }
  }

  @Test
  void only_who_makes_certificates_knows_bouncy_castle() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.flocker.api.certificate.authority..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(ALL);
  }

  @Test
  void node_does_not_know_the_command_line() {
    noClasses()
        .that()
        .resideInAPackage("io.flocker.node..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.flocker.control..", "io.flocker.cli..", "picocli..")
        .check(ALL);
  }

  @Test
  void only_the_package_docker_knows_the_docker_client() {
    noClasses()
        .that()
        // In what is generated for a call with one answer there is a client that nobody uses.
        .resideOutsideOfPackages("io.flocker.node.docker..", "io.flocker.protocol..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.github.dockerjava..", "org.apache.hc..", "com.google.common..")
        .check(ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"core", "api", "wire", "storage", "node", "control", "agent", "cli", "service"})
  void packages_of_a_module_depend_on_each_other_in_one_direction(String module) {
    slices()
        .assignedFrom(new PackagesOf(module))
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(ALL);
  }

  /** Every package of one module is a slice of its own, the module's topmost package too. */
  private record PackagesOf(String module) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return ArchitectureTest.module(type).equals(module)
          ? SliceIdentifier.of(type.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages of " + module;
    }
  }

  @Test
  void only_a_main_class_of_a_program_ends_the_process() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.flocker.cli..", "io.flocker.service..")
        .or(describe("have no main method", ArchitectureTest::hasNoMain))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(ALL);
  }

  private static boolean hasNoMain(JavaClass type) {
    return type.getMethods().stream().noneMatch(method -> method.getName().equals("main"));
  }

  @Test
  void nothing_sleeps_in_the_hope_that_something_has_happened_by_then() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(ALL);
  }

  @Test
  void nothing_logs_through_the_jdk() {
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(ALL);
  }

  /** The third word of the package: {@code io.flocker.MODULE}. */
  private static String module(JavaClass type) {
    String[] words = type.getPackageName().split("\\.", -1);
    return words.length > 2 ? words[2] : "";
  }
}
