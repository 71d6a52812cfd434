import type { Axis } from '@snaprun/core/spec';
import type { Random } from './seeded-random.ts';
import type { PictureKind } from './truth/truth.ts';

export const looks = ['clean', 'styled', 'degraded'] as const;
export type LookGroup = (typeof looks)[number];

/** How a picture looks; every producer does with it what it can. */
export interface Look {
  /** Pixels of the finished picture, before it is degraded. */
  width: number;
  height: number;
  /** Of the text, in pixels. */
  fontSize: number;
  font: string;
  background: string;
  foreground: string;
  gridColor: string;
  grid: 'none' | 'values' | 'both';
  palette: string[];
  legend: 'inside' | 'right' | 'bottom' | 'top';
  markers: boolean;
  lineWidth: number;
  /** The numbers stand at the marks. */
  valueLabels: boolean;
  /** Lines around the whole plot, or two at the axes, or none. */
  frame: 'box' | 'axes' | 'none';
  slantLabels: boolean;
  titleAt: 'center' | 'left';
  /** A style sheet of matplotlib that the look starts from, if it draws. */
  styleSheet: string;
  /** Hand-drawn wobble, where the producer can. */
  sketch: boolean;
  barShare: number;
  edge: boolean;
  donut: boolean;
  rules: 'all' | 'rows' | 'zebra' | 'none';
  /** Ticks of a percent axis read "20%". */
  percentTicks: boolean;
}

/** What is done to a finished picture; the pen does it. */
export interface Damage {
  seed: number;
  jpegQuality: number;
  /** Degrees. */
  rotate: number;
  /** How far each corner moves at most, as a share of the width. */
  perspective: number;
  /** Standard deviation, in grey levels of 255. */
  noise: number;
  /** Radius of a Gaussian blur, in pixels. */
  blur: number;
  /** The size is changed to this share first. */
  scale: number;
}

const palettes = [
  ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b', '#e377c2'],
  ['#4c72b0', '#dd8452', '#55a868', '#c44e52', '#8172b3', '#937860', '#da8bc3'],
  ['#5470c6', '#91cc75', '#fac858', '#ee6666', '#73c0de', '#3ba272', '#fc8452'],
  ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#f0e442'],
  ['#66c2a5', '#fc8d62', '#8da0cb', '#e78ac3', '#a6d854', '#ffd92f', '#e5c494'],
  ['#264653', '#2a9d8f', '#e9c46a', '#f4a261', '#e76f51', '#8ab17d', '#6d597a'],
];
const greys = ['#202020', '#767676', '#b4b4b4', '#4a4a4a', '#949494', '#303030', '#c8c8c8'];
const fonts = [
  'DejaVu Sans',
  'Liberation Sans',
  'DejaVu Serif',
  'Liberation Serif',
  'Liberation Sans Narrow',
];

export function chooseLook(group: LookGroup, kind: PictureKind, random: Random): Look {
  return group === 'clean' || (group === 'degraded' && random.chance(0.5))
    ? cleanLook(kind, random)
    : styledLook(kind, random);
}

function cleanLook(kind: PictureKind, random: Random): Look {
  const width = random.pick([640, 720, 800, 960, 1200]);
  return {
    width,
    height: Math.round(width * random.pick([0.6, 0.66, 0.75])),
    fontSize: Math.round(width * random.real(0.017, 0.021)),
    font: random.pick(fonts.slice(0, 2)),
    background: '#ffffff',
    foreground: '#222222',
    gridColor: '#dddddd',
    grid: random.pick(['none', 'none', 'values'] as const),
    palette: random.pick(palettes.slice(0, 4)),
    legend: random.pick(['inside', 'right', 'bottom', 'top'] as const),
    markers: random.chance(0.5),
    lineWidth: 2,
    valueLabels: kind === 'pie' ? random.chance(0.7) : random.chance(0.2),
    frame: random.pick(['box', 'axes'] as const),
    slantLabels: false,
    titleAt: 'center',
    styleSheet: 'default',
    sketch: false,
    barShare: 0.75,
    edge: false,
    donut: false,
    rules: random.pick(['all', 'rows', 'none'] as const),
    percentTicks: random.chance(0.5),
  };
}

function styledLook(kind: PictureKind, random: Random): Look {
  const width = random.pick([300, 420, 560, 800, 1100, 1600, 2200, 3000]);
  const theme = random.pick(['light', 'light', 'dark', 'grey', 'tinted'] as const);
  const colors = {
    light: ['#ffffff', '#333333', '#e0e0e0'],
    dark: ['#1e1e2e', '#e4e4ec', '#3a3a4c'],
    grey: ['#e5e5e5', '#333333', '#ffffff'],
    tinted: ['#fbf3e4', '#4a3f2a', '#e6d9bd'],
  }[theme];
  const [background = '', foreground = '', gridColor = ''] = colors;
  const isGrey = kind !== 'line' && theme === 'light' && random.chance(0.15);
  return {
    width,
    height: Math.round(width * random.real(0.5, 0.85)),
    fontSize: Math.max(9, Math.round(width * random.real(0.016, 0.026))),
    font: random.pick(fonts),
    background,
    foreground,
    gridColor,
    grid: random.pick(['none', 'values', 'both', 'both'] as const),
    // The last palette is dark: nothing that anybody would draw on a dark page.
    palette: isGrey ? greys : random.pick(theme === 'dark' ? palettes.slice(0, 5) : palettes),
    legend: random.pick(['inside', 'right', 'bottom', 'top'] as const),
    markers: random.chance(0.5),
    lineWidth: random.pick([1, 1.5, 2, 3, 4]),
    valueLabels: kind === 'pie' ? random.chance(0.6) : random.chance(0.25),
    frame: random.pick(['box', 'axes', 'none'] as const),
    slantLabels: random.chance(0.25),
    titleAt: random.pick(['center', 'left'] as const),
    styleSheet: random.pick([
      'default',
      'ggplot',
      'bmh',
      'fivethirtyeight',
      'seaborn-v0_8-whitegrid',
      'classic',
      'Solarize_Light2',
    ]),
    sketch: random.chance(0.12),
    barShare: random.real(0.45, 0.95),
    edge: random.chance(0.3),
    donut: random.chance(0.25),
    rules: random.pick(['all', 'rows', 'zebra', 'none'] as const),
    percentTicks: random.chance(0.5),
  };
}

export function chooseDamage(random: Random): Damage {
  return {
    seed: random.whole(1, 2 ** 30),
    jpegQuality: random.pick([35, 35, 50, 70]),
    rotate: random.chance(0.5) ? random.real(-2.5, 2.5) : 0,
    perspective: random.chance(0.35) ? random.real(0.005, 0.025) : 0,
    noise: random.chance(0.5) ? random.real(2, 9) : 0,
    blur: random.chance(0.5) ? random.real(0.4, 1.1) : 0,
    scale: random.pick([1, 1, 0.8, 0.65]),
  };
}

/** Whether the names under an axis would run into each other. */
export function isCrowded({ ticks }: Axis, { width, fontSize }: Look): boolean {
  const longest = Math.max(...ticks.map((tick) => String(tick).length));
  return ticks.length * (longest + 1) * fontSize * 0.6 > width * 0.8;
}
