"""Draws labels in many scripts and answers, as JSON, what could not be drawn: run inside the image."""

import io
import json
import logging
import warnings

from runner.warm import prepare

prepare()

import matplotlib.pyplot as plt  # noqa: E402 - the fonts are wired when it is imported
from matplotlib import font_manager  # noqa: E402

LABELS = {
    "Latin": "Größe Łódź naïve Ελλάδα Продажи",
    "Chinese": "销售额 與 收入 䶮",
    "Japanese": "売上高 カタカナ ひらがな",
    "Korean": "매출액 뷁",
    "Arabic": "المبيعات السنوية ١٢٣ پچگ",
    "Hebrew": "מכירות",
    "Devanagari": "बिक्री क्षेत्र हिन्दी ₹",
    "other Indic": "বিক্রয় વેચાણ ਵਿਕਰੀ ಮಾರಾಟ വിൽപ്പന ବିକ୍ରୟ විකුණුම් விற்பனை అమ్మకాలు",
    "Southeast Asian": "ยอดขาย ການຂາຍ ការលក់ ရောင်းအား",
    "Ethiopic, Georgian, Armenian, Tibetan": "ሽያጭ გაყიდვები Վաճառք བོད་",
    "emoji": "😀 🚀 🤖 📈 ✅ 🫠 ❤ 🧪 🇪🇺",
    "mathematics": "∑ ∫ √ ≤ ∞ ∂ 𝒜 𝔸 ℝ ⟨x⟩ ⨁ ⊕ ∀∃ ⟹",
    "symbols": "→ ⇒ ☎ ♞ ⚡ ⛄ ★ ⌘ ⏱ ▲ 🄰 ① ½ ‰ €",
    "beside a formula": "价格 $x^2$ कीमत 매출 🚀 𝒜 $\\frac{\\alpha}{2}$",
    "inside a formula": "$\\mathrm{速度} = \\frac{距离}{时间}$",
}


class Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def complaints(label: str, form: str, **style: str) -> list[str]:
    heard = Heard()
    logger = logging.getLogger("matplotlib")
    logger.addHandler(heard)
    logger.propagate = False
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            figure, axes = plt.subplots()
            axes.set_title(label, **style)
            figure.savefig(io.BytesIO(), format=form)
            plt.close(figure)
    finally:
        logger.removeHandler(heard)
    return heard.lines + [str(warning.message) for warning in caught]


def answer() -> dict[str, object]:
    boxes = {}
    for name, label in LABELS.items():
        said = complaints(label, "png") + complaints(label, "svg") + complaints(label, "pdf")
        # What programs set by habit must not take the other fonts away.
        said += complaints(label, "png", fontfamily="serif", fontweight="bold")
        if said:
            boxes[name] = said
    latin = font_manager.fontManager._find_fonts_by_props(font_manager.FontProperties())[0]
    return {
        "boxes": boxes,
        "tested": len(LABELS),
        "unassigned": complaints("\U00030000", "png"),
        "latin": font_manager.get_font(latin).family_name,
    }


print(json.dumps(answer()))
