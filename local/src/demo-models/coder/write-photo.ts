import type { Program } from './program.ts';
import { pythonLiteral as py } from './python-literal.ts';

/**
 * Measures the picture itself: size, six dominant colours, brightness, edges; no number is taken from the spec. `read`
 * is what was read of a picture that is no photo, yet holds nothing that could be drawn again.
 */
export function writePhoto(read: readonly string[]): Program {
  const remark =
    read.length > 0
      ? 'No numbers were found that could be drawn again; this is what the picture itself measures.'
      : 'The demo models measure a photo; they cannot say what it shows.';
  return {
    imports: [
      'import csv',
      'from pathlib import Path',
      '',
      'import matplotlib.pyplot as plt',
      'import numpy as np',
      'from PIL import Image, ImageFilter',
    ],
    body: [
      'image = Image.open("/job/input.png").convert("RGB")',
      'width, height = image.size',
      'small = image.copy()',
      'small.thumbnail((400, 400))',
      'few = small.quantize(colors=6, method=Image.Quantize.MEDIANCUT)',
      'palette = few.getpalette() or []',
      'counts = sorted(few.getcolors() or [], reverse=True)',
      'pixels = sum(count for count, _ in counts)',
      'shares = [(bytes(palette[at * 3 : at * 3 + 3]).hex(), count / pixels) for count, at in counts]',
      'luminance = np.asarray(image.convert("L"))',
      'edges = np.asarray(small.convert("L").filter(ImageFilter.FIND_EDGES))',
      '',
      'with open("/job/out/data.csv", "w", newline="", encoding="utf-8") as file:',
      '    writer = csv.writer(file)',
      '    writer.writerow(["color", "share"])',
      '    writer.writerows((f"#{color}", round(share, 4)) for color, share in shares)',
      '',
      'fig, axes = plt.subplots(2, 2, figsize=(10, 8), layout="constrained")',
      'axes[0][0].imshow(small)',
      'axes[0][0].set_title(f"The picture, {width} × {height} pixels")',
      'axes[0][0].axis("off")',
      'names = [f"#{color}" for color, _ in shares]',
      'axes[0][1].barh(names, [share * 100 for _, share in shares], color=names, edgecolor="grey")',
      'axes[0][1].invert_yaxis()',
      'axes[0][1].set_title("Dominant colours")',
      'axes[0][1].set_xlabel("Share of the pixels (%)")',
      'axes[1][0].hist(luminance.ravel(), bins=64, range=(0, 255), color="#555555")',
      'axes[1][0].set_title("Luminance")',
      'axes[1][0].set_xlabel("Brightness, 0 to 255")',
      'axes[1][0].set_ylabel("Pixels")',
      'axes[1][1].imshow(edges, cmap="gray")',
      'axes[1][1].set_title("Edges")',
      'axes[1][1].axis("off")',
      'fig.savefig("/job/out/figure.png", dpi=150)',
      'fig.savefig("/job/out/figure.svg")',
      '',
      'lines = [',
      ...read.map((line) => `    ${py(line)},`),
      '    "# What the picture measures",',
      '    "",',
      '    f"It is {width} × {height} pixels. Its mean brightness is {luminance.mean():.0f} of 255.",',
      '    "",',
      '    "Dominant colours:",',
      '    "",',
      '    *(f"- #{color}: {share:.1%}" for color, share in shares),',
      '    "",',
      `    ${py(remark)},`,
      ']',
      'Path("/job/out/answer.md").write_text("\\n".join(lines) + "\\n", encoding="utf-8")',
      'print(f"Measured {width} × {height} pixels; the main colour is {names[0]}")',
    ],
  };
}
