"""Declares the tables of meetings: who was there, what was said, decided and promised."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base, Searched


class Meeting(Base):
    """A meeting of a unit; `agenda` is the mode as it was when the meeting began."""

    __tablename__ = "meeting"

    mode: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))
    # The cycle that a combined meeting agrees, having reviewed the other (METHOD M32).
    next_cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"))
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(default="running", index=True)
    agenda: Mapped[str]
    planned_seconds: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[float] = mapped_column(default=0.0)
    speaking_order: Mapped[str] = mapped_column(default="as last time")
    # The clocks as they were read every few seconds: a restarted program goes on from there.
    read_at: Mapped[datetime]
    read_boot: Mapped[str] = mapped_column(default="")
    read_boot_seconds: Mapped[float] = mapped_column(default=0.0)
    read_elapsed: Mapped[float] = mapped_column(default=0.0)

    @property
    def agreed_cycle_id(self) -> int | None:
        """The cycle whose OKRs it presents, votes on and commits to (METHOD M32)."""
        return self.next_cycle_id or self.cycle_id


class Attendance(Base):
    """Whether somebody was there: present, remote, late or absent; `position` is the speaking order.

    Where units meet instead of people, `stands_for` names the unit (or units) that they speak for. `reason` is why
    somebody is absent who must be there (METHOD M28).
    """

    __tablename__ = "attendance"
    # For finding the last meeting of a person.
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_attendance_person_id_meeting_id", "person_id", "meeting_id"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(default="present")
    position: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    stands_for: Mapped[str] = mapped_column(default="", server_default=sql("''"))
    reason: Mapped[str] = mapped_column(default="", server_default=sql("''"))


class TimelineEvent(Base):
    """One thing that moved the meeting on; `elapsed` counts seconds since its start, pauses included."""

    __tablename__ = "timeline"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[str]
    elapsed: Mapped[float]
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class Sentence(Base):
    """One answer to a prompt of a round; without a meeting yet while it waits for the next one."""

    __tablename__ = "sentence"
    __searched__ = Searched("sentence", ("text",), "person_id", "changed_at", private_until="begun")
    # For asking whether a person said anything in a meeting.
    __table_args__ = (Index("ix_sentence_person_id_meeting_id", "person_id", "meeting_id"),)

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    prompt: Mapped[str]
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    # What became of a difficulty: action, request, parked, escalated or dropped.
    outcome: Mapped[str | None]
    changed_at: Mapped[datetime]


class Action(Base):
    """Who does what by when."""

    __tablename__ = "action"
    __searched__ = Searched("action", ("text", "reason"), "owner_id")

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    text: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="open", index=True)
    key_result_id: Mapped[int | None] = mapped_column(ForeignKey("key_result.id"))
    recorded_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    # Why it was dropped.
    reason: Mapped[str] = mapped_column(default="", server_default=sql("''"))
    # By when it was to be done at first, where that was moved.
    first_due: Mapped[date | None]


class Request(Base):
    """Help or resources asked of a person or of a unit.

    `state` is `open` until it is `done` or `dropped`. `answer` is what the asked side said: `accepted`, `countered`
    or `declined` (METHOD M13). One that was left open is `carried_over` where that was decided.
    """

    __tablename__ = "request"
    __searched__ = Searched("request", ("what", "note", "reason"), "from_person_id")

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    from_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    to_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    what: Mapped[str]
    state: Mapped[str] = mapped_column(default="open", index=True)
    recorded_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    key_result_id: Mapped[int | None] = mapped_column(ForeignKey("key_result.id"))
    due: Mapped[date | None]
    answer: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="", server_default=sql("''"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    carried_over: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What an accepted request became on the asked side (METHOD M5).
    became_action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    became_key_result_id: Mapped[int | None] = mapped_column(ForeignKey("key_result.id"))
    # Why it was dropped, where that is not what the asked side answered.
    reason: Mapped[str] = mapped_column(default="", server_default=sql("''"))
    # By when it was needed at first, where that was moved.
    first_due: Mapped[date | None]


class Decision(Base):
    """What was decided."""

    __tablename__ = "decision"
    __searched__ = Searched("decision", ("text",), "by_id")

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    text: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class ParkedTopic(Base):
    """What is to be talked about another time."""

    __tablename__ = "parked_topic"
    __searched__ = Searched("parked", ("text",), "by_id")

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    text: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class Card(Base):
    """A note on a unit's whiteboard (METHOD M18); `moved_at` tells how long it has not moved."""

    __tablename__ = "card"
    __searched__ = Searched("card", ("title",), "owner_id", meeting=None)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    column: Mapped[str]
    key_result_id: Mapped[int | None] = mapped_column(ForeignKey("key_result.id"))
    position: Mapped[int] = mapped_column(default=0)
    recorded_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    archived: Mapped[bool] = mapped_column(default=False)


class Ready(Base):
    """Somebody said in the check-in that they are ready."""

    __tablename__ = "ready"

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


class Draft(Base):
    """What somebody was typing when it was last saved, so that nothing typed is lost."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("scope", "field"),)

    scope: Mapped[str]
    field: Mapped[str]
    text: Mapped[str]
