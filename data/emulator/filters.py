"""The few forms of ``$filter`` that the lists here take."""

from __future__ import annotations

import re
from urllib.parse import quote_plus, unquote_plus

from data.emulator.replies import AzureError

_TEXT = r"'(?:[^']|'')*'"
_FORM = re.compile(
    rf"(\w+)\s+(?:eq\s+({_TEXT})|in\s*\(\s*({_TEXT}(?:\s*,\s*{_TEXT})*)\s*\))", re.IGNORECASE
)
_PREFIX = "$filter="


def wanted(text: str | None, field: str) -> set[str] | None:
    """Return the values that a filter asks for, in lower case; nothing when there is no filter.

    Args:
        text: ``field eq 'value'`` or ``field in ('value','value')``. The published examples have
            ``$filter=`` inside the value and encode the whole once too often: that is understood.
        field: The only field that the list can be filtered by.

    Raises:
        AzureError: When the filter is of another form.
    """
    if text is None:
        return None
    bare = text.strip()
    if bare.startswith(quote_plus(_PREFIX)):
        bare = unquote_plus(bare)
    match = _FORM.fullmatch(bare.removeprefix(_PREFIX).strip())
    if match is None or match[1].lower() != field.lower():
        raise AzureError(
            400, "InvalidFilterInQueryString", f"The filter '{text}' is not one on {field}."
        )
    values = re.findall(_TEXT, match[2] or match[3])
    return {value[1:-1].replace("''", "'").lower() for value in values}
