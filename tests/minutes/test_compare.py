"""Minutes to read, and what changed from one meeting to the next."""

from __future__ import annotations

from facilitator.documents.blocks import Block, Bullets, Heading, Paragraph
from facilitator.meeting import moving
from facilitator.minutes import compare as minutes_compare
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.steps import outcomes
from facilitator.steps.progress import writing as progress_writing
from facilitator.tables.okr import KeyResult
from tests.minutes import Room


def parts(blocks: tuple[Block, ...]) -> dict[str, list[str]]:
    """The items below every heading."""
    sections: dict[str, list[str]] = {}
    title = ""
    for block in blocks:
        match block:
            case Heading():
                title = block.text
            case Bullets():
                sections[title] = [minutes_compare.words((item,)) for item in block.items]
            case Paragraph():
                sections[title] = [minutes_compare.words((block.line,))]
            case _:
                pass
    return sections


def test_an_arabic_key_result_ends_before_what_it_moved_by(room: Room) -> None:
    with room.database.writing() as session:
        session.get_one(KeyResult, room.key_results["Lead time to 2 days"]).title = "زمن التسليم"
    first = room.meeting
    room.to_the_round()
    room.everybody_speaks(10)
    room.finish()
    room.pass_time(86_400)
    second = room.begin()
    room.to_the_round()
    progress_writing.update(room.database, room.key_results["Lead time to 2 days"], current=4, meeting_id=second)
    assert parts(minutes_compare.pair(room.database, second, first).since)["Progress moved"] == [
        "زمن التسليم:\u200e 6 → 4 d"
    ]


def test_what_changed_from_one_meeting_to_the_next(room: Room) -> None:
    first = room.meeting
    outcomes.record_action(room.database, first, "open the logs @Grace by 2026-12-01")
    outcomes.record_action(room.database, first, "write it down @Ada")
    outcomes.record_action(room.database, first, "think again")
    outcomes.record_decision(room.database, first, "old decision")
    room.to_the_round()
    room.everybody_speaks(10)
    room.finish()
    room.pass_time(3600)
    outcomes.settle_action(room.database, 1, "done", None)
    room.pass_time(86_400 - 3600)
    second = room.begin()
    room.pass_time(30)
    moving.next_step(room.database, second)
    outcomes.settle_action(room.database, 3, "dropped", second, "thought enough")
    outcomes.record_decision(room.database, second, "new decision")
    outcomes.record_action(room.database, second, "go on @Ada")
    progress_writing.update(
        room.database, room.key_results["Lead time to 2 days"], current=4, confidence=7, meeting_id=second
    )
    pair = minutes_compare.pair(room.database, second, first)
    assert (pair.earlier.document.id, pair.later.document.id) == (first, second)
    assert (pair.earlier.document.draft, pair.later.document.draft) == (False, True)
    assert parts(pair.since) == {
        "Decided": ["new decision"],
        "New actions": ["go on (Ada Lovelace)"],
        "Done since": ["open the logs (Grace Hopper, by 2026-12-01)"],
        "Dropped since": ["think again (nobody yet)"],
        "Still open": ["write it down (Ada Lovelace)"],
        "Progress moved": ["Lead time to 2 days: 6 → 4 d, confidence – → 7"],
    }
    assert "new decision" in pair.new
    assert "old decision" not in pair.new
    assert not any("Grace Hopper | present" in line for line in pair.new)
    assert minutes_compare.before(room.database, second) == first
    assert minutes_compare.before(room.database, first) is None


def test_a_correction_is_shown_as_one_and_is_nothing_new(room: Room) -> None:
    first = room.meeting
    outcomes.record_action(room.database, first, "open the logs @Grace by 2026-12-01")
    outcomes.park(room.database, first, "the office")
    moving.end(room.database, first)
    room.pass_time(86_400)
    second = room.begin()
    outcomes.record_decision(room.database, second, "ship on friday")
    outcomes.park(room.database, second, "the ofice")
    moving.end(room.database, second)
    room.pass_time(3600)

    def correct(meeting: int, words: str, text: str) -> None:
        place = corrections_reading.find(room.database, meeting, words)
        corrections_writing.reword(room.database, meeting, place, text, by="Ada Lovelace", because="misheard")

    correct(second, "the ofice", "the office")
    correct(second, "ship on friday", "ship on monday")
    # The later minutes still carry it over as it was called then.
    correct(first, "open the logs", "close the logs")
    pair = minutes_compare.pair(room.database, first, second)
    assert parts(pair.since) == {
        "Decided": ["ship on monday"],
        "Still open": ["open the logs (Grace Hopper, by 2026-12-01)"],
        "Corrected after the later meeting": [
            "1, parked: the ofice → the office (misheard)",
            "2, decision: ship on friday → ship on monday (misheard)",
        ],
    }
    assert pair.new == {"ship on monday"}
    (decided,) = [block for block in pair.since if isinstance(block, Bullets)][:1]
    assert "".join(span.text for span in decided.items[0]) == "ship on monday (correction 2)"


def test_two_meetings_alike_have_changed_nothing(room: Room) -> None:
    first = room.meeting
    room.to_the_round()
    room.everybody_speaks(10)
    room.finish()
    room.pass_time(86_400)
    second = room.begin()
    pair = minutes_compare.pair(room.database, first, second)
    assert list(parts(pair.since).values()) == [["Nothing was decided, promised, done or moved."]]


def test_the_minutes_read_are_those_that_are_written(room: Room) -> None:
    page = minutes_compare.read(room.database, room.meeting)
    assert page.markdown.startswith("# Stand-up of Platform, 2026-11-24")
    assert (page.document.team, page.document.mode) == ("Platform", "standup")
