package io.flocker.core.read.tree;

import io.flocker.core.read.tree.Tree.Entry;
import io.flocker.core.read.tree.Tree.Kind;
import io.flocker.core.read.tree.Tree.Mapping;
import io.flocker.core.read.tree.Tree.Scalar;
import io.flocker.core.read.tree.Tree.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document from its parser's events. Not from composed nodes, because those
 * neither bound the depth of nesting nor what aliases expand to; here both are bounded, so that no
 * text of the permitted length takes long or much memory.
 */
public final class TreeReader {

  private static final int LONGEST_TEXT = 1 << 20;
  private static final int DEEPEST = 32;
  private static final int MOST_VALUES = 100_000;
  private static final String SYNTAX_REMEDY =
      "mend the YAML here; indent with spaces, and quote texts that contain ': ' or ' #'";

  private final String file;
  private final Problems problems;
  private final Iterator<Event> events;
  private final Map<Anchor, Tree> anchors = new HashMap<>();
  private final IdentityHashMap<Tree, Integer> sizes = new IdentityHashMap<>();

  /** Ends the reading of a file whose problem has been noted. */
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private TreeReader(String file, String text, Problems problems) {
    this.file = file;
    this.problems = problems;
    this.events = new Parse(LoadSettings.builder().build()).parseString(text).iterator();
  }

  /** The document's root; empty, with a problem noted, if the text cannot be read as YAML. */
  public static Optional<Value> read(String file, String text, Problems problems) {
    Spot start = new Spot(file, 1, 1, "");
    if (text.length() > LONGEST_TEXT) {
      problems.add(
          start, "the file has " + text.length() + " characters", "write at most " + LONGEST_TEXT);
      return Optional.empty();
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try {
      Optional<Tree> root = new TreeReader(file, content, problems).document();
      if (root.isEmpty()) {
        problems.add(start, "the file is empty", "write its content, beginning at the first key");
      }
      return root.map(tree -> Value.root(file, tree, problems));
    } catch (Unreadable noted) {
      return Optional.empty();
    } catch (YamlEngineException e) {
      problems.add(
          SyntaxErrors.spot(file, content, e),
          "not valid YAML: " + SyntaxErrors.text(e),
          SYNTAX_REMEDY);
      return Optional.empty();
    }
  }

  private Optional<Tree> document() throws Unreadable {
    Tree root = null;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (root != null) {
            throw unreadable(event, "", "a second document begins", "write one document per file");
          }
        }
        case Scalar, SequenceStart, MappingStart, Alias -> root = value(event, "", 0);
        default -> {}
      }
    }
    return Optional.ofNullable(root);
  }

  private Tree value(Event event, String path, int depth) throws Unreadable {
    Tree tree =
        switch (event) {
          case AliasEvent alias -> aliased(alias, path);
          case ScalarEvent scalar -> scalar(scalar, path);
          case CollectionStartEvent start -> collection(start, path, depth + 1);
          default -> throw new IllegalStateException("not the beginning of a value: " + event);
        };
    if (event instanceof NodeEvent node) {
      node.getAnchor().ifPresent(anchor -> anchors.put(anchor, tree));
    }
    return tree;
  }

  private Tree aliased(AliasEvent alias, String path) throws Unreadable {
    Tree target = anchors.get(alias.getAlias());
    if (target == null) {
      throw unreadable(
          alias,
          path,
          "the alias *" + Shown.quoted(alias.getAlias().getValue()) + " names no earlier value",
          "write &NAME before the value to be repeated, outside of which *NAME stands");
    }
    return target;
  }

  private Scalar scalar(ScalarEvent event, String path) {
    String tag = event.getTag().orElse("");
    boolean text = tag.equals("!") || tag.equals("tag:yaml.org,2002:str");
    if (!tag.isEmpty() && !text) {
      noteTag(event, path, tag);
    }
    Kind kind = event.isPlain() && !text ? CoreSchema.kindOf(event.getValue()) : Kind.STRING;
    return new Scalar(line(event), column(event), kind, event.getValue());
  }

  private Tree collection(CollectionStartEvent start, String path, int depth) throws Unreadable {
    if (depth > DEEPEST) {
      throw unreadable(
          start,
          path.length() > 80 ? "" : path,
          "more than " + DEEPEST + " levels of lists and mappings",
          "nest less deeply");
    }
    start.getTag().filter(tag -> !tag.equals("!")).ifPresent(tag -> noteTag(start, path, tag));
    return switch (start.getEventId()) {
      case SequenceStart -> sequence(start, path, depth);
      default -> mapping(start, path, depth);
    };
  }

  private Sequence sequence(CollectionStartEvent start, String path, int depth) throws Unreadable {
    List<Tree> items = new ArrayList<>();
    int size = 1;
    for (Event event = events.next(); isValue(event); event = events.next()) {
      Tree item = value(event, path + "[" + items.size() + "]", depth);
      size = grown(size, item, event, path);
      items.add(item);
    }
    Sequence sequence = new Sequence(line(start), column(start), items);
    sizes.put(sequence, size);
    return sequence;
  }

  private Mapping mapping(CollectionStartEvent start, String path, int depth) throws Unreadable {
    MappingBuilder builder = new MappingBuilder(file, path, problems);
    int size = 1;
    for (Event event = events.next(); isValue(event); event = events.next()) {
      Tree key = value(event, path, depth);
      Event next = events.next();
      if (!(key instanceof Scalar name)) {
        throw unreadable(event, path, "a list or mapping used as a key", "write a text as the key");
      }
      Tree value = value(next, Spot.child(path, name.text()), depth);
      size = grown(size, value, next, path);
      // An alias used as a key stands where it is used, not where its text is written.
      builder.add(
          new Entry(new Scalar(line(event), column(event), name.kind(), name.text()), value),
          event instanceof ScalarEvent scalar && scalar.isPlain());
    }
    Mapping mapping = new Mapping(line(start), column(start), builder.entries());
    sizes.put(mapping, size);
    return mapping;
  }

  private int grown(int size, Tree part, Event event, String path) throws Unreadable {
    int grown = size + sizes.getOrDefault(part, 1);
    if (grown > MOST_VALUES) {
      throw unreadable(
          event,
          path,
          "more than " + MOST_VALUES + " values, counting what aliases repeat",
          "write fewer");
    }
    return grown;
  }

  private static boolean isValue(Event event) {
    return event instanceof NodeEvent;
  }

  private void noteTag(Event event, String path, String tag) {
    problems.add(
        spot(event, path),
        "the tag " + Shown.quoted(tag) + " has no meaning here",
        "leave it out; quote a value to make it a text");
  }

  private Unreadable unreadable(Event event, String path, String what, String remedy) {
    problems.add(spot(event, path), what, remedy);
    return new Unreadable();
  }

  private Spot spot(Event event, String path) {
    return new Spot(file, line(event), column(event), path);
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static int column(Event event) {
    return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }
}
