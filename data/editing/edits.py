"""The editor of one plan: what it holds now, and every step back and forth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from msgspec import structs

from data.editing.operations import Edited
from data.plans import Plan


class Step(NamedTuple):
    """A change that can be taken back or made again."""

    before: Plan
    after: Plan
    words: str
    """What was done, as in "added Operations: Reader"."""
    field: str = ""
    """The text field that was typed into; empty for other changes."""


@dataclass(frozen=True)
class Edits:
    """A plan under the editor's hands; each method returns what it is afterwards.

    Taking back all steps gives the plan that was opened, whatever was done; making them again
    gives the one that was left.
    """

    plan: Plan
    done: tuple[Step, ...] = ()
    """What can be taken back, the last step last."""
    undone: tuple[Step, ...] = ()
    """What can be made again, the next step last."""
    typing: bool = False
    """Whether more text in the field of the last step belongs to that step."""

    def apply(self, edited: Edited) -> Edits:
        """Take over what an operation returned; nothing happens where it changed nothing."""
        if edited.plan == self.plan:
            return self
        step = Step(self.plan, edited.plan, edited.words)
        return Edits(edited.plan, (*self.done, step))

    def type(self, field: str, value: object) -> Edits:
        """Set a text field of the plan; typed in one go, it is one step.

        Args:
            field: The field's name in :class:`~data.plans.Plan`.
            value: All that stands in the field now.
        """
        plan = structs.replace(self.plan, **{field: value})
        if plan == self.plan:
            return self
        last = self.done[-1] if self.done else None
        if not (self.typing and last and last.field == field):
            words = f"changed the {field.replace('_', ' ')}"
            return Edits(plan, (*self.done, Step(self.plan, plan, words, field)), typing=True)
        kept = self.done[:-1]
        if plan == last.before:  # typed and deleted again: nothing is left to take back
            return Edits(plan, kept)
        return Edits(plan, (*kept, last._replace(after=plan)), typing=True)

    def settle(self) -> Edits:
        """End the run of typing: more text in the same field is another step."""
        return replace(self, typing=False)

    def undo(self) -> Edits:
        """Take back the last step, if there is one."""
        if not self.done:
            return self
        step = self.done[-1]
        return Edits(step.before, self.done[:-1], (*self.undone, step))

    def redo(self) -> Edits:
        """Make the step again that was taken back last, if there is one."""
        if not self.undone:
            return self
        step = self.undone[-1]
        return Edits(step.after, (*self.done, step), self.undone[:-1])

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to make again."""
        return bool(self.undone)

    @property
    def next_undo(self) -> str:
        """What would be taken back, in words; empty when nothing can be."""
        return self.done[-1].words if self.done else ""

    @property
    def next_redo(self) -> str:
        """What would be made again, in words; empty when nothing can be."""
        return self.undone[-1].words if self.undone else ""
