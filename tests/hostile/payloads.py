"""Texts that somebody may give a name to do harm, or without meaning any."""

from __future__ import annotations

from collections.abc import Mapping

LONG = 10_000
"""Characters of a very long name."""
ZALGO = "".join(letter + "\u0301\u0316\u0334\u0489" * 12 for letter in "Zalgo")
FAMILY = "👩\u200d👩\u200d👧\u200d👦"

MARKUP: Mapping[str, str] = {
    "bold red": "[bold red]Fabrikam[/]",
    "click quits": "[@click=app.quit]Quit[/]",
    "click bells": "[@click='app.bell']Bell[/@click]",
    "link": "[link=https://evil.example/x]Portal[/link]",
    "never closed": "[bold]Never closed",
    "never opened": "Never opened[/]",
    "wrong order": "[red]a[/blue]b[/red]",
    "brackets": "[[[Contoso]]]",
    "open bracket": "Contoso [",
    "backslash at the end": "Contoso\\",
    "escaped markup": "\\[bold]\\\\[red]Contoso\\",
    "variable": "$text-error $primary [$primary]x[/]",
    "rich emoji code": ":pile_of_poo: :warning:",
    "format": "{0} {name} %s %(x)d ${HOME}",
}
STEERING: Mapping[str, str] = {
    "erase screen": "\x1b[2J\x1b[1;31mred\x1b[0m\x1b[?1049l",
    "window title": "\x1b]0;owned\x07Title",
    "window title, other end": "\x1b]2;owned\x1b\\Title",
    "hyperlink": "\x1b]8;;https://evil.example\x1b\\Click\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07Clip",
    "device string": "\x1bP$qm\x1b\\DCS \x1b_app\x1b\\ \x1b^pm\x1b\\",
    "C1 control": "\x9b31mC1 red\x9b0m",
    "C1 title": "\x9d0;owned\x9cC1 title\x85next\x84\x90\x98",
    "delete and null": "Nul\x00l del\x7f\x7f bell\x07\x08\x08",
    "shift out": "\x0eShift\x0f out \x05 \x1b#8\x1b c",
    "newlines": "First\nsecond\r\nthird\rfourth",
    "tabs": "\tTabbed\tname\x0b\x0cfeeds\x1c\x1d\x1e\x1f",
    "line separators": "Line\u2028separated\u2029paragraph\x85end",
    "surrogate": "Half a \ud83d pair \udc9b",
    "noncharacter": "Non\ufffe char \ufdd0 \U0001ffff",
}
ORDER: Mapping[str, str] = {
    "override": "invoice\u202efdp.exe",
    "isolates": "\u2066left\u2067right\u2068first\u2069 \u2069end",
    "embeddings": "\u202a\u202b\u202dunbalanced\u202c",
    "marks": "\u200eleft\u200fright\u061cletter",
    "hebrew": "חברת הדוגמה 12",
    "arabic": "شركة المثال",
}
INVISIBLE: Mapping[str, str] = {
    "joiners": "Con\u200dto\u200cso\u200d",
    "spaces of no width": "Con\u200bto\u2060so\ufeff",
    "byte order mark": "\ufeffContoso",
    "soft hyphens": "Con\u00adto\u034fso\u180e",
    "selectors": "Con\ufe0ft\ufe00os\U000e0101o",
    "tags": "Safe\U000e0001\U000e0065\U000e0076\U000e0069\U000e006c\U000e007f name",
    "fillers": "\u3164\u115f\u1160\uffa0\u2800",
    "only invisible": "\u200b\u2060\ufeff\u200d\u00ad",
    "empty": "",
    "blanks": "   ",
    "odd blanks": "\u00a0\u3000\u2003 \t",
    "blanks around": "  Contoso  ",
}
WIDE: Mapping[str, str] = {
    "japanese": "株式会社白鷺精機製作所",
    "korean, decomposed": "\u1112\u1161\u11ab\u1100\u1173\u11af 회사",
    "half and full width": "ｱｲｳＡＢＣ．ＬＴＤ",  # noqa: RUF001  # to be taken for ASCII is the point
    "emoji": "🚀 Rocket 🔥 Ltd ☕",
    "family": f"{FAMILY} Family Ltd",
    "flags": "🇩🇪🇫🇷 Flag GmbH 🇯",
    "skin tones": "👍🏽👩🏽\u200d💻 Tone AG",
    "hearts": "❤\ufe0f\u200d🔥 Heart ☎\ufe0f 1\ufe0f\u20e3 ⌚\ufe0e",
    "newer emoji": "🫩 Tired 🫨 Ltd",
    "zalgo": ZALGO,
    "only marks": "\u0301\u0302\u20dd",
    "hindi": "हिन्दी प्रौद्योगिकी लिमिटेड",
    "burmese and khmer": "မြန်မာ ភាសាខ្មែរ தமிழ்",
    "sinhala": "ශ්\u200dරී ලංකා",
    "thai": "บริษัท น้ำดื่ม จำกัด",
    "turkish": "İstanbul İI\u0131i ŞİRKETİ",
    "private use": "\ue0b0\uf8ff Nerd \U000f0000",
}
LENGTHY: Mapping[str, str] = {
    "long": "L" + "o" * (LONG - 5) + "ngEnd"[1:],
    "long words": ("many words of a name " * LONG)[:LONG],
    "long wide": "東京都" * (LONG // 3),
    "long emoji": "👩\u200d👩\u200d👧" * (LONG // 5),
    "long marks": "a" + "\u0301" * LONG,
    "long controls": "\x1b[31m" * (LONG // 5),
}
MIMICS: Mapping[str, str] = {
    "our state": "✓ current",
    "our stale": "✗ stale [stale]",
    "our first row": "All customers",
    "our frame": "╮ │ ▌Contoso │ ╰──╯",
    "our ellipsis": "Fabrikam…",
    "a twin": "Contoso",
    "another twin": "Contoso",
    "our query": "state:pending -x",
    "quotes": "\"quoted\" 'single' `tick`",
    "dash and slash": "-x /filter !no",
    "placeholder": "(no name) – unknown template",
}
ELSEWHERE: Mapping[str, str] = {
    "formula": '=HYPERLINK("https://evil.example","x")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(1+1)",
    "tab and formula": "\t=1+1",
    "wide formula": "\uff1d1+1",
    "comma": 'a,b;c"d""e',
    "path": "../../../etc/passwd",
    "windows path": "..\\..\\x:y|z<>?*",
    "html": "<script>alert(1)</script>&amp;<b>",
    "url": "javascript:alert(1)//",
    "percent": "%2e%2e%2f?x=1&y=2#z;",
    "graph query": "' | where 1 == 1 // \" ' or ''='",
    "json": '","name":"x"}]',
}

PAYLOADS: Mapping[str, str] = {
    **MARKUP,
    **STEERING,
    **ORDER,
    **INVISIBLE,
    **WIDE,
    **LENGTHY,
    **MIMICS,
    **ELSEWHERE,
}
"""Every text by a name for it."""
