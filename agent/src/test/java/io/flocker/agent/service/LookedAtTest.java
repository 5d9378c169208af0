package io.flocker.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.ApplicationName;
import io.flocker.wire.UnitId;
import io.flocker.wire.WishRevision;
import org.junit.jupiter.api.Test;

class LookedAtTest {

  private static final UnitId ONE = new UnitId.OfContainer(new ApplicationName("one"));
  private static final UnitId OTHER = new UnitId.OfContainer(new ApplicationName("other"));

  private final LookedAt looked = new LookedAt();

  private static WishRevision revision(long number) {
    return new WishRevision("h", number);
  }

  @Test
  void nothing_is_reached_before_all_wishes_are_there() {
    looked.taken(ONE, 1);
    looked.looked(ONE, 1);
    assertThat(looked.reached()).isEmpty();
    looked.complete(1, revision(5));
    assertThat(looked.reached()).contains(revision(5));
  }

  @Test
  void wishes_without_units_are_reached_at_once() {
    looked.complete(0, revision(1));
    assertThat(looked.reached()).contains(revision(1));
  }

  @Test
  void every_unit_has_to_be_looked_at() {
    looked.taken(ONE, 1);
    looked.taken(OTHER, 2);
    looked.complete(2, revision(1));
    looked.looked(OTHER, 2);
    assertThat(looked.reached()).isEmpty();
    looked.looked(ONE, 1);
    assertThat(looked.reached()).contains(revision(1));
  }

  @Test
  void a_look_for_an_earlier_wish_says_nothing_about_a_later_one() {
    looked.taken(ONE, 1);
    looked.complete(1, revision(1));
    looked.taken(ONE, 2);
    looked.complete(2, revision(2));
    looked.looked(ONE, 1);
    assertThat(looked.reached()).contains(revision(1));
    looked.looked(ONE, 2);
    assertThat(looked.reached()).contains(revision(2));
  }

  @Test
  void a_unit_that_is_nobodys_business_holds_nothing_up() {
    looked.taken(ONE, 1);
    looked.complete(1, revision(1));
    looked.dropped(ONE);
    assertThat(looked.reached()).contains(revision(1));
  }

  @Test
  void many_changes_while_a_unit_is_in_trouble_lead_to_the_last_in_the_end() {
    looked.taken(ONE, 1);
    for (int i = 1; i <= 1_000; i++) {
      looked.taken(OTHER, i + 1L);
      looked.complete(i + 1L, revision(i));
    }
    assertThat(looked.reached()).isEmpty();
    looked.looked(OTHER, 1_001);
    looked.looked(ONE, 1);
    assertThat(looked.reached()).contains(revision(1_000));
  }
}
