"""Every key can be remapped and explained."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.widget import Widget

from screens.authorization_form import AuthorizationForm
from screens.checklist import Checklist
from screens.editor_verbs import EditorVerbs
from screens.history import History
from screens.partner_center import PartnerCenter
from screens.plan_starts import Starts
from screens.plan_verbs import PlanVerbs
from screens.principals import Principals
from screens.widgets.cursor_view import CursorView
from screens.widgets.filter_bar import FilterBar
from screens.widgets.pane import Pane
from screens.widgets.row_table import RowTable
from screens.widgets.step_list import StepList

WIDGETS = (
    CursorView,
    RowTable,
    Pane,
    FilterBar,
    PlanVerbs,
    EditorVerbs,
    AuthorizationForm,
    Starts,
    Checklist,
    History,
    Principals,
    PartnerCenter,
    StepList,
)


@pytest.mark.parametrize("widget", WIDGETS)
def test_each_binding_has_an_id_and_a_tooltip(widget: type[Widget]) -> None:
    bindings = [each for each in widget.BINDINGS if isinstance(each, Binding)]
    assert len(bindings) == len(widget.BINDINGS)
    assert all(each.id and each.tooltip and each.description for each in bindings)
    assert len({each.id for each in bindings}) == len(bindings)
    keys = [key for each in bindings for key in each.key.split(",")]
    assert len(set(keys)) == len(keys)
