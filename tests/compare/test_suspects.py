from hypothesis import given
from hypothesis import strategies as st

from migrator.compare.suspects import Changes, Trail, parted, unseen
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.verdict import Difference

NAMES = ("orders", "stock", "users")
SIDE = st.fixed_dictionaries({}, optional={name: st.sampled_from("ab") for name in NAMES})


@given(st.lists(st.tuples(st.booleans(), st.booleans(), SIDE, SIDE), max_size=12))
def test_what_is_kept_of_the_changes_says_all_that_they_say(drawn):
    whole, kept = {}, Changes()
    for number, (wrote, _, *sides) in enumerate(drawn, 1):
        if wrote:
            whole[number] = tuple(sides)
            kept.note(number, tuple(sides))
    ends = tuple(Difference("database", f"{name}[1].x", "1", "2") for name in NAMES)

    trails = Trail(whole), Trail(kept)
    for number, (_, is_mended, *_) in enumerate(drawn, 1):
        exchange = Exchange(number, "s", 0.0, Request("POST", "/"), Answer(200))
        ours, theirs = (trail.step(exchange, is_mended=is_mended) for trail in trails)
        assert ours == theirs
    assert unseen(ends, whole) == unseen(ends, kept)
    assert bool(whole) == bool(kept)
    assert len(kept) <= 1 + 2 * sum(map(bool, map(parted, whole.values())))
