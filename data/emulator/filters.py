"""The few forms of ``$filter`` that the lists here take."""

from __future__ import annotations

import re

from data.emulator.replies import AzureError

_IN = re.compile(r"(\w+)\s+in\s*\(([^()]*)\)", re.IGNORECASE)
_EQ = re.compile(r"(\w+)\s+eq\s+'((?:[^']|'')*)'", re.IGNORECASE)
_QUOTED = re.compile(r"'((?:[^']|'')*)'")


def wanted(text: str | None, field: str) -> set[str] | None:
    """Return the values that a filter asks for, in lower case; nothing when there is no filter.

    Args:
        text: ``field eq 'value'`` or ``field in ('value','value')``. A leading ``$filter=``, which
            the published examples have inside the value, is passed over.
        field: The only field that the list can be filtered by.

    Raises:
        AzureError: When the filter is of another form.
    """
    if text is None:
        return None
    bare = text.strip().removeprefix("$filter=").strip()
    if match := _EQ.fullmatch(bare):
        values = [match[2]]
    elif match := _IN.fullmatch(bare):
        values = _QUOTED.findall(match[2])
    if not match or match[1].lower() != field.lower():
        raise AzureError(
            400, "InvalidFilterInQueryString", f"The filter '{text}' is not one on {field}."
        )
    return {value.replace("''", "'").lower() for value in values}
