import type { Program } from './program.ts';

/** Measures which colours the picture has most of, and shows them; nothing is taken from the spec. */
export function writeColors(): Program {
  return {
    imports: [
      'import csv',
      'from pathlib import Path',
      '',
      'import matplotlib.pyplot as plt',
      'from PIL import Image',
    ],
    body: [
      'image = Image.open("/job/input.png").convert("RGB")',
      'image.thumbnail((400, 400))',
      'few = image.quantize(colors=6, method=Image.Quantize.MEDIANCUT)',
      'palette = few.getpalette() or []',
      'counts = sorted(few.getcolors() or [], reverse=True)',
      'pixels = sum(count for count, _ in counts)',
      'colors = ["#" + bytes(palette[at * 3 : at * 3 + 3]).hex() for _, at in counts]',
      'shares = [count / pixels for count, _ in counts]',
      '',
      'with open("/job/out/data.csv", "w", newline="", encoding="utf-8") as file:',
      '    writer = csv.writer(file)',
      '    writer.writerow(["color", "share"])',
      '    writer.writerows((color, round(share, 4)) for color, share in zip(colors, shares, strict=True))',
      '',
      'fig, axis = plt.subplots(figsize=(8, 4), layout="constrained")',
      'axis.barh(colors, [share * 100 for share in shares], color=colors, edgecolor="grey")',
      'axis.invert_yaxis()',
      'axis.set_title("Dominant colours")',
      'axis.set_xlabel("Share of the pixels (%)")',
      'fig.savefig("/job/out/figure.png", dpi=150)',
      'fig.savefig("/job/out/figure.svg")',
      '',
      'listed = ", ".join(f"{color} ({share:.1%})" for color, share in zip(colors, shares, strict=True))',
      'sentence = f"The dominant colours are {listed}."',
      'Path("/job/out/answer.md").write_text(sentence + "\\n", encoding="utf-8")',
      'print(sentence)',
    ],
  };
}
