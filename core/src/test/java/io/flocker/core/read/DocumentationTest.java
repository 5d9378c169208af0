package io.flocker.core.read;

import static io.flocker.core.read.Reading.NO_NODES;
import static io.flocker.core.read.Reading.applicationProblems;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.problem.Problem;
import io.flocker.core.read.tree.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples of the user's documentation do what it says. */
class DocumentationTest {

  private static final Pattern BLOCK =
      Pattern.compile("^```([a-z]+(?: [a-z]+)?)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private record Block(String kind, String text) {}

  private static List<Block> blocks() throws IOException {
    return blocks(Path.of("..", "docs", "configuration.md"));
  }

  private static List<Block> blocks(Path file) throws IOException {
    String page = Files.readString(file);
    return BLOCK.matcher(page).results().map(DocumentationTest::block).toList();
  }

  private static Block block(MatchResult match) {
    return new Block(match.group(1), match.group(2));
  }

  private static List<String> texts(String kind) throws IOException {
    return blocks().stream().filter(block -> block.kind().equals(kind)).map(Block::text).toList();
  }

  @Test
  void everyBlockIsOfAKindThatIsTested() throws IOException {
    assertThat(blocks())
        .extracting(Block::kind)
        .containsOnly(
            "yaml application", "yaml deployment", "yaml agent", "yaml refused", "text", "env");
  }

  @Test
  void theFilesOfTheReadmeAreADeploymentOfOneDatabase() throws IOException {
    List<Block> readme = blocks(Path.of("..", "README.md"));

    assertThat(readme)
        .extracting(Block::kind)
        .containsExactly("yaml application", "yaml deployment");
    assertThat(Reading.read(readme.getLast().text(), readme.getFirst().text()).placements())
        .hasSize(1);
  }

  @Test
  void everyApplicationFileIsRead() throws IOException {
    String envFile = String.join("", texts("env"));

    assertThat(texts("yaml application"))
        .hasSize(3)
        .allSatisfy(text -> assertThat(Reading.read(NO_NODES, text, path -> envFile)).isNotNull());
  }

  @Test
  void theDeploymentFileIsReadWithTheFirstApplicationFile() throws IOException {
    String deployment = texts("yaml deployment").getFirst();

    assertThat(Reading.read(deployment, texts("yaml application").getFirst()).placements())
        .hasSize(2);
  }

  @Test
  void everySettingsFileIsRead() throws IOException {
    assertThat(texts("yaml agent"))
        .hasSize(3)
        .allSatisfy(text ->
            assertThat(AgentSettingsReader.read(new SourceFile("agent.yml", text))).isNotNull());
  }

  @Test
  void theEnvironmentFileIsRead() throws IOException {
    Problems problems = new Problems();

    assertThat(EnvFileParser.parse("db.env", texts("env").getFirst(), problems))
        .containsEntry("MODE", "production")
        .containsEntry("GREETING", "two words\nand a second line")
        .containsEntry("PASSWORD", "everything $in single quotes is taken as it is");
    assertThat(problems.count()).isZero();
  }

  @Test
  void everyRefusedFileHasTheMessagesThatFollowIt() throws IOException {
    List<String> refused = texts("yaml refused");
    List<String> messages = texts("text");

    assertThat(refused).hasSameSizeAs(messages).isNotEmpty();
    for (int i = 0; i < refused.size(); i++) {
      assertThat(
              applicationProblems(refused.get(i)).stream()
                  .map(Problem::sentence)
                  .collect(Collectors.joining("\n", "", "\n")))
          .isEqualTo(messages.get(i));
    }
  }
}
