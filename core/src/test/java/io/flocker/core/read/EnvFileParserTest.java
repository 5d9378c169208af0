package io.flocker.core.read;

import static io.flocker.core.read.Reading.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.read.tree.Problems;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvFileParserTest {

  private static Map<String, String> parse(String text) {
    Problems problems = new Problems();
    Map<String, String> variables = EnvFileParser.parse("app.env", text, problems);
    problems.throwIfAny();
    return variables;
  }

  @Test
  void linesAreReadWithQuotesCommentsAndExports() {
    assertThat(
            parse(
                """
                # comment

                A=1
                export B = two words  # comment
                C='single $X # \\n'
                D="double # \\n\\"x\\""   # comment
                E=
                F=a=b#c
                A=2
                """))
        .isEqualTo(
            Map.of(
                "A", "2",
                "B", "two words",
                "C", "single $X # \\n",
                "D", "double # \n\"x\"",
                "E", "",
                "F", "a=b#c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SECRET | 2:1 | is not NAME=value
          =SECRET | 2:1 | is not NAME=value
          1X=SECRET | 2:1 | is not NAME=value
          A='SECRET | 2:3 A | the quote is not closed
          A="SECRET" x | 2:3 A | something follows
          A=SECRET$X | 2:3 A | a variable in the value
          A="SECRET${X}" | 2:3 A | a variable in the value
          """)
  void eachBadLineIsReportedWithoutItsValue(String line, String where, String what) {
    assertThat(problemsOf(() -> parse("GOOD=1\n" + line + "\n")))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("app.env:" + where);
          assertThat(problem.what()).contains(what);
          assertThat(problem.sentence()).doesNotContain("SECRET");
        });
  }
}
