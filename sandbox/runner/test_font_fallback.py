import types
import unittest
from typing import Any

from runner.font_fallback import hook_font_manager


def entry(name: str, fname: str = "/", weight: int = 400, style: str = "normal") -> Any:
    return types.SimpleNamespace(name=name, fname=fname, index=0, weight=weight, style=style)


def font_manager(*entries: Any) -> Any:
    """A stand-in for matplotlib's module, whose search always finds one font."""
    module: Any = types.ModuleType("font_manager")
    module.FontPath = lambda path, index: (path, index)
    module.FontManager = type("FontManager", (), {"_find_fonts_by_props": lambda self, prop: [(prop, 0)]})
    module.fontManager = module.FontManager()
    module.fontManager.ttflist = list(entries)
    hook_font_manager(module)
    return module.fontManager


class FallingBack(unittest.TestCase):
    def test_the_font_that_was_asked_for_stays_the_first(self) -> None:
        manager = font_manager(entry("Symbola", __file__), entry("DejaVu Sans", "/"))
        self.assertEqual(manager._find_fonts_by_props("/asked"), [("/asked", 0), ("/", 0), (__file__, 0)])

    def test_nothing_is_listed_twice(self) -> None:
        manager = font_manager(entry("DejaVu Sans", "/"), entry("DejaVu Sans", __file__))
        self.assertEqual(manager._find_fonts_by_props("/"), [("/", 0)])

    def test_of_alternatives_the_first_that_is_there_is_taken(self) -> None:
        manager = font_manager(entry("Droid Sans Fallback", "/"), entry("Noto Sans CJK JP", __file__))
        self.assertEqual(manager._find_fonts_by_props("/asked"), [("/asked", 0), (__file__, 0)])

    def test_fonts_that_are_bold_slanted_unknown_or_out_of_sight_are_left_out(self) -> None:
        manager = font_manager(
            entry("DejaVu Sans", "/", weight=700),
            entry("Symbola", "/", style="italic"),
            entry("Comic Neue", "/"),
            entry("Unifont", "/nowhere/unifont.otf"),
        )
        self.assertEqual(manager._find_fonts_by_props("/asked"), [("/asked", 0)])
