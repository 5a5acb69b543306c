"""What the list of formats shows that a plan can be written as."""

from __future__ import annotations

from data.formats.format import Format
from data.query import Field, Listing

FORMATS: Listing[Format] = Listing(
    name="formats",
    key=lambda form: form.value,
    search=lambda form: f"{form.value} {form.title} {form.about}",
    record=lambda form: {"format": form.value, "title": form.title, "about": form.about},
    fields=(
        Field("title", "Format", lambda form: form.title),
        Field("about", "For", lambda form: form.about),
    ),
)
