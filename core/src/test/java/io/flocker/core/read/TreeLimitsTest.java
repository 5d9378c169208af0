package io.flocker.core.read;

import static io.flocker.core.read.Reading.application;
import static io.flocker.core.read.Reading.applicationProblems;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** YAML itself: syntax errors have places, and no text takes long. */
class TreeLimitsTest {

  // What takes this long has got lost in the text; a busy machine has not.
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static List<Problem> quickProblems(String text) {
    return Assertions.assertTimeoutPreemptively(LONGEST, () -> applicationProblems(text));
  }

  private static void assertSole(String text, String where, String what) {
    assertThat(quickProblems(text))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).startsWith("application.yml:" + where);
          assertThat(problem.what()).contains(what);
        });
  }

  /** {@code !} stands for a new line, {@code »} for a tab. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: b: c | 1:5 | not valid YAML: mapping values are not allowed here
          a:!»b: c | 2:1 | not valid YAML
          a: [b | 1:6 | not valid YAML
          a: "b | 1:6 | not valid YAML
          a: *b | 1:4 a | the alias *'b' names no earlier value
          a: &b [*b] | 1:8 a[0] | the alias *'b' names no earlier value
          a: 1!---!b: 2 | 2:1 | a second document begins
          a: {}!<<: 5 | 2:5 << | '<<' merges mappings only
          %YAML 2.0!---!a: 1 | 1:1 | not valid YAML
          """)
  void eachSyntaxErrorIsReportedWhereItIs(String text, String where, String what) {
    assertThat(quickProblems(text.replace('!', '\n').replace('»', '\t')))
        .anySatisfy(problem -> {
          assertThat(problem.where()).startsWith("application.yml:" + where);
          assertThat(problem.what()).contains(what);
        });
  }

  @Test
  void aCharacterThatYamlForbidsIsReportedWhereItIs() {
    assertSole("a:\n  image: \"x\u0007y\"\n", "2:12", "the character U+0007 is not allowed");
  }

  @Test
  void syntaxErrorsNeverShowTheLine() {
    assertThat(quickProblems("a: {image: x, environment: {P: \"s3cret\" \"x\"}}").toString())
        .doesNotContain("s3cret");
  }

  @Test
  void tagsAreRefusedExceptForTexts() {
    assertSole(
        "version: !!java/Object 1\napplications: {}",
        "1:10 version",
        "the tag 'tag:yaml.org,2002:java/Object' has no meaning here");
    assertThat(application("a: {image: x, environment: {A: !!str 5}}", "a").environment())
        .containsEntry("A", "5");
  }

  @Test
  void aByteOrderMarkIsPassedOver() {
    assertThat(application("\uFEFFa: {image: x}", "a").image()).hasToString("x:latest");
  }

  @Test
  void deepNestingIsRefused() {
    assertSole("a: " + "[".repeat(100_000), "1:35", "more than 32 levels");
    assertSole("{a: ".repeat(100_000), "1:129", "more than 32 levels");
    assertSole("- ".repeat(2_000) + "x", "1:65", "more than 32 levels");
  }

  @Test
  void aBombOfAliasesIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(("*a" + (i - 1) + ", ").repeat(10)).append("]\n");
    }

    assertThat(quickProblems(bomb.toString()))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("more than 100000 values"));
  }

  @Test
  void aLongFileIsRefused() {
    assertSole("# " + "x".repeat(1 << 20), "1:1", "the file has 1048578 characters");
  }

  @Test
  void longValuesTakeNoTimeAndAreShortInMessages() {
    for (String value : List.of("1", "1.", "a:", "a/", "\\\\", "$", "0x", "1-", "a.", "/")) {
      String text = value.repeat(100_000);
      String quoted = '"' + text + '"';
      for (String file :
          List.of(
              "services: {a: {image: " + text + "}}",
              "services: {a: {image: x, ports: [" + quoted + "], volumes: [" + quoted + "]}}",
              "services: {a: {image: x, user: " + quoted + ", working_dir: " + quoted + "}}",
              "services: {a: {image: x, cpus: " + quoted + ", mem_limit: " + quoted + "}}",
              "services: {a: {image: x, stop_grace_period: " + quoted + "}}",
              "version: 1\napplications: {a: {image: x, mem_limit: " + text + "}}",
              "version: 1\napplications: {" + quoted + ": {image: " + quoted + "}}")) {
        assertThat(quickProblems(file))
            .allSatisfy(problem -> assertThat(problem.sentence()).hasSizeLessThan(600));
      }
    }
  }
}
