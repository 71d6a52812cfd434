"""Glyphs that the chosen font lacks are drawn from the other fonts of this machine, so that no label shows boxes.

Latin, Greek and Cyrillic stay in the font that was asked for, DejaVu Sans unless the program says otherwise.
"""

import functools
import os
from types import ModuleType
from typing import Any

# In the order in which they are asked; of alternatives the first that this machine has, none if it has none. The last
# two cover nearly all of Unicode in coarse shapes.
FAMILIES = (
    "DejaVu Sans",
    "Noto Sans CJK SC|Noto Sans CJK JP|WenQuanYi Zen Hei|Droid Sans Fallback",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Kannada",
    "Noto Sans Malayalam",
    "Noto Sans Oriya",
    "Noto Sans Sinhala",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Ethiopic",
    "Noto Sans Syriac",
    "Noto Sans Thaana",
    "Noto Serif Tibetan",
    "Noto Sans Math",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Symbola",
    "Unifont",
    "Unifont Upper",
)


def hook_font_manager(module: ModuleType) -> None:
    """Put the fallback fonts behind whatever matplotlib finds for a text."""
    find = module.FontManager._find_fonts_by_props

    @functools.wraps(find)
    def find_fonts(self: Any, prop: Any, *args: Any, **options: Any) -> list[Any]:
        found: list[Any] = find(self, prop, *args, **options)
        return found + [path for path in _fallback_paths(module) if path not in found]

    module.FontManager._find_fonts_by_props = find_fonts


def hook_mathtext(module: ModuleType) -> None:
    """The same for labels with a formula in them, which matplotlib draws glyph by glyph from fonts of its own."""
    from matplotlib import font_manager

    get_glyph = module.UnicodeFonts._get_glyph

    @functools.wraps(get_glyph)
    def find_glyph(self: Any, fontname: str, font_class: str, symbol: str) -> Any:
        if len(symbol) == 1 and symbol >= _FIRST_FOREIGN and not _has_glyph(self, fontname, symbol):
            for path in _fallback_paths(font_manager):
                font = font_manager.get_font(path)
                if font.get_char_index(ord(symbol)):
                    return font, ord(symbol), False
        return get_glyph(self, fontname, font_class, symbol)

    module.UnicodeFonts._get_glyph = find_glyph


# Greek and the accents, which formulas are made of, end before it.
_FIRST_FOREIGN = "\u0400"


def _has_glyph(fonts: Any, fontname: str, symbol: str) -> bool:
    """Whether a font of formulas has the character, its own fallback included."""
    font = fonts._get_font(fontname if fontname in ("default", "regular") else "rm")
    if font.get_char_index(ord(symbol)):
        return True
    return fonts._fallback_font is not None and _has_glyph(fonts._fallback_font, fontname, symbol)


@functools.cache
def _fallback_paths(font_manager: ModuleType) -> list[Any]:
    regular = {
        entry.name: font_manager.FontPath(entry.fname, entry.index)
        for entry in reversed(font_manager.fontManager.ttflist)
        # Of two with one name the first counts, as for matplotlib itself. A font of the machine that the sandbox does
        # not show would make every plot fail.
        if entry.weight == 400 and entry.style == "normal" and os.path.exists(entry.fname)
    }
    chosen = (next((name for name in names.split("|") if name in regular), None) for names in FAMILIES)
    return [regular[name] for name in chosen if name]
