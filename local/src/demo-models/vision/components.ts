import type { Box } from './pixels.ts';

/** One bit per pixel, as a byte 0 or 1. */
export interface Mask {
  width: number;
  height: number;
  bits: Uint8Array;
}

/** A connected set of marked pixels: its bounding box, its pixel count and its number in the label map. */
export interface Component extends Box {
  area: number;
  id: number;
}

export interface Labelled {
  components: Component[];
  /** Per pixel the component's id, 0 where the mask is empty. */
  labels: Int32Array;
}

/** Connected components (8-neighbourhood) by two passes with union-find (Rosenfeld & Pfaltz, 1966). */
export function connectedComponents(mask: Mask): Labelled {
  const { width, height, bits } = mask;
  const labels = new Int32Array(width * height);
  const parent: number[] = [0];
  const find = (a: number): number => {
    let root = a;
    while ((parent[root] ?? root) !== root) root = parent[root] ?? root;
    while (a !== root) {
      const next = parent[a] ?? root;
      parent[a] = root;
      a = next;
    }
    return root;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (!bits[i]) continue;
      let label = 0;
      const up = y > 0 ? i - width : -1;
      const around = [
        x > 0 ? labels[i - 1] : 0,
        up >= 0 && x > 0 ? labels[up - 1] : 0,
        up >= 0 ? labels[up] : 0,
        up >= 0 && x < width - 1 ? labels[up + 1] : 0,
      ];
      for (const near of around) {
        if (!near) continue;
        const root = find(near);
        if (label === 0) label = root;
        else if (root !== label) {
          const [low, high] = root < label ? [root, label] : [label, root];
          parent[high] = low;
          label = low;
        }
      }
      if (label === 0) {
        label = parent.length;
        parent.push(label);
      }
      labels[i] = label;
    }
  }
  return collect(labels, width, find);
}

function collect(labels: Int32Array, width: number, find: (a: number) => number): Labelled {
  const byRoot = new Map<number, Component>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!label) continue;
    const root = find(label);
    labels[i] = root;
    const x = i % width;
    const y = (i - x) / width;
    const component = byRoot.get(root);
    if (!component) {
      byRoot.set(root, { id: root, left: x, right: x + 1, top: y, bottom: y + 1, area: 1 });
      continue;
    }
    component.area++;
    if (x < component.left) component.left = x;
    if (x >= component.right) component.right = x + 1;
    if (y >= component.bottom) component.bottom = y + 1;
  }
  return { components: [...byRoot.values()], labels };
}
