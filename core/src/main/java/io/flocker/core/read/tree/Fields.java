package io.flocker.core.read.tree;

import io.flocker.core.read.tree.Tree.Entry;
import io.flocker.core.read.tree.Tree.Kind;
import io.flocker.core.read.tree.Tree.Mapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The keys of one mapping with their values. Keys that are not texts are reported and left out. */
public final class Fields {

  /** One key with its value. */
  public record Field(String key, Spot spot, Value value) {}

  private final Value owner;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  Fields(Value owner, Mapping mapping, boolean secret) {
    this.owner = owner;
    for (Entry entry : mapping.entries()) {
      Field field = field(entry, secret);
      if (entry.key().kind() == Kind.STRING) {
        fields.put(field.key(), field);
      } else {
        owner
            .problems()
            .add(
                field.spot(),
                field.key().isEmpty()
                    ? "a key is empty"
                    : "the key "
                        + Shown.quoted(secret ? Shown.variableName(field.key()) : field.key())
                        + " is not a text",
                "write a text as the key; quotes make it one");
      }
    }
  }

  private Field field(Entry entry, boolean secret) {
    Spot parent = owner.spot();
    String key = entry.key().text();
    String path = Spot.child(parent.path(), secret ? Shown.variableName(key) : key);
    Tree tree = entry.value();
    return new Field(
        key,
        new Spot(parent.file(), entry.key().line(), entry.key().column(), path),
        new Value(
            tree,
            new Spot(parent.file(), tree.line(), tree.column(), path),
            secret,
            owner.problems()));
  }

  /** The mapping itself. */
  public Value owner() {
    return owner;
  }

  /** All fields in the order of the file. */
  public List<Field> all() {
    return new ArrayList<>(fields.values());
  }

  /** Whether the key is there, whatever its value. */
  public boolean has(String key) {
    return fields.containsKey(key);
  }

  /** The value of a key that may be missing. */
  public Optional<Value> get(String key) {
    return Optional.ofNullable(fields.get(key)).map(Field::value);
  }

  /** The value of a key that must be there; {@code remedy} says what to write. */
  public Optional<Value> require(String key, String remedy) {
    if (!has(key)) {
      owner.problem("the key '" + key + "' is missing", remedy);
    }
    return get(key);
  }

  /** Reports each key that is not one of {@code known}. */
  public void refuseOthers(Collection<String> known) {
    refuseOthers(known, Map.of());
  }

  /** As {@link #refuseOthers(Collection)}, with the reason for keys that have one. */
  public void refuseOthers(Collection<String> known, Map<String, String> reasons) {
    for (Field field : fields.values()) {
      if (!known.contains(field.key())) {
        refuse(field, known, Optional.ofNullable(reasons.get(field.key())));
      }
    }
  }

  private void refuse(Field field, Collection<String> known, Optional<String> reason) {
    String name = Shown.quoted(field.key());
    if (reason.isPresent()) {
      owner.problems().add(field.spot(), name + " cannot be honoured", reason.get());
    } else {
      owner
          .problems()
          .add(
              field.spot(),
              name + " is not a key that is understood here",
              "remove it or correct it to one of: " + String.join(", ", new TreeSet<>(known)));
    }
  }
}
