import type { Program } from './program.ts';
import { pythonLiteral as py } from './python-literal.ts';

/**
 * Counts things in a photo that stand out from their ground: Otsu's threshold, then the watershed of the distance
 * transform, so that things that touch count apart (Otsu 1979; Beucher and Lantuéjoul 1979).
 */
export function writeCount(things: string): Program {
  return {
    imports: [
      ...[
        'import csv',
        'from pathlib import Path',
        '',
        'import matplotlib.pyplot as plt',
        'import numpy as np',
      ],
      ...['from PIL import Image', 'from scipy import ndimage', 'from skimage import feature, filters'],
      ...['from skimage import measure, segmentation'],
    ],
    body: [
      `things = ${py(things)}`,
      'image = Image.open("/job/input.png").convert("RGB")',
      'image.thumbnail((800, 800))',
      'pixels = np.asarray(image, dtype=float)',
      'rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])',
      'apart = filters.gaussian(np.linalg.norm(pixels - np.median(rim, axis=0), axis=2), sigma=1.5)',
      'mask = ndimage.binary_fill_holes(apart > filters.threshold_otsu(apart)) if np.ptp(apart) > 8 else apart > 1e9',
      'mask = ndimage.binary_opening(mask, iterations=2)',
      'distance = filters.gaussian(ndimage.distance_transform_edt(mask), sigma=2)',
      'reach = max(5, int(distance.max() * 0.7))',
      'peaks = feature.peak_local_max(distance, min_distance=reach, labels=measure.label(mask), exclude_border=False)',
      'seeds = np.zeros(mask.shape, dtype=int)',
      'for number, (row, column) in enumerate(peaks, start=1):',
      '    seeds[row, column] = number',
      'regions = measure.regionprops(segmentation.watershed(-distance, seeds, mask=mask))',
      'typical = float(np.median([region.area for region in regions])) if regions else 0.0',
      'found = [region for region in regions if region.area > typical * 0.2]',
      '',
      'with open("/job/out/data.csv", "w", newline="", encoding="utf-8") as file:',
      '    writer = csv.writer(file)',
      '    writer.writerow(["number", "x", "y", "area"])',
      '    for number, region in enumerate(found, start=1):',
      '        row, column = region.centroid',
      '        writer.writerow([number, round(column), round(row), int(region.area)])',
      '',
      'fig, axis = plt.subplots(figsize=(8, 6), layout="constrained")',
      'axis.imshow(image)',
      'for number, region in enumerate(found, start=1):',
      '    row, column = region.centroid',
      '    axis.text(column, row, str(number), ha="center", va="center", color="white", backgroundcolor="black")',
      'axis.set_title(f"{len(found)} {things}")',
      'axis.axis("off")',
      'fig.savefig("/job/out/figure.png", dpi=150)',
      'fig.savefig("/job/out/figure.svg")',
      '',
      'sentence = f"I counted {len(found)} {things}: shapes that stand out from the background."',
      'more = "The demo models tell shapes from their ground; they cannot say what a shape is."',
      'Path("/job/out/answer.md").write_text(f"{sentence}\\n\\n{more}\\n", encoding="utf-8")',
      'print(sentence)',
    ],
  };
}
