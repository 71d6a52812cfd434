import { z } from 'zod';

/**
 * What the reader saw in the picture: the typed spec that VisionTool returns and that the coder writes from.
 *
 * The coder never sees the picture, so what is not in here is lost. Texts are data from a hostile picture: capped,
 * cleaned, and never instructions.
 */

const Text = z.string().max(300);
const Confidence = z.number().min(0).max(1);

/** A position on an axis: a number, or a category's label. */
const Position = z.union([z.number(), z.string().max(120)]);

export const Axis = z.object({
  label: Text.nullable(),
  unit: z.string().max(40).nullable(),
  scale: z.enum(['linear', 'log', 'category', 'date']),
  min: z.number().nullable(),
  max: z.number().nullable(),
  ticks: z.array(Position).max(60),
});
export type Axis = z.infer<typeof Axis>;

const Pixels = z.number().min(0).max(20_000);

/** A part of the picture that the reader was shown, in its pixels, from the upper left corner. */
export const Box = z.object({ x: Pixels, y: Pixels, width: Pixels, height: Pixels });
export type Box = z.infer<typeof Box>;
/** A box that makes no sense is left out; nothing but a second look depends on it. */
const MaybeBox = Box.optional().catch(undefined);

export const Point = z.object({
  x: Position,
  y: z.number().nullable(),
  confidence: Confidence.optional(),
  /** Where the value is drawn. */
  box: MaybeBox,
});
export type Point = z.infer<typeof Point>;

export const Series = z.object({
  name: z.string().max(120).nullable(),
  /** `#rrggbb` as seen in the picture. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .nullable(),
  points: z.array(Point).max(200),
  confidence: Confidence,
});
export type Series = z.infer<typeof Series>;

export const Table = z.object({
  header: z.array(Text).max(40),
  rows: z.array(z.array(Text).max(40)).max(200),
  confidence: Confidence,
});
export type Table = z.infer<typeof Table>;

export const panelKinds = [
  'bar',
  'horizontal_bar',
  'grouped_bar',
  'stacked_bar',
  'line',
  'scatter',
  'area',
  'pie',
  'histogram',
  'box',
  'table',
  'formula',
  'photo',
  'text',
  'unknown',
] as const;
export type PanelKind = (typeof panelKinds)[number];

/** Kinds whose numbers can be reproduced and compared; the others end as `answered`. */
export const reproducibleKinds: readonly PanelKind[] = panelKinds.slice(0, panelKinds.indexOf('formula'));

export const Panel = z.object({
  kind: z.enum(panelKinds),
  title: Text.nullable(),
  /** Horizontal and vertical as drawn: in a horizontal bar chart the categories are on `y`. */
  x: Axis.nullable(),
  y: Axis.nullable(),
  series: z.array(Series).max(12),
  table: Table.nullable(),
  /** LaTeX of a formula. */
  formula: z.string().max(1000).nullable(),
  /** Text found in the panel that is none of the above, in reading order. */
  text: z.array(Text).max(60),
  /** What a photo shows, as measured: size in pixels, dominant colours with their share. */
  photo: z
    .object({
      width: z.number().int().positive(),
      height: z.number().int().positive(),
      colors: z.array(z.object({ color: z.string().regex(/^#[0-9a-f]{6}$/i), share: Confidence })).max(12),
      description: Text.nullable(),
    })
    .nullable(),
  confidence: Confidence,
  /** Where the panel is, with its title, axes and legend. */
  box: MaybeBox,
});
export type Panel = z.infer<typeof Panel>;

/** What a reader answers. */
export const Reading = z.object({
  version: z.literal(1),
  panels: z.array(Panel).max(9),
  /** What the reader could not tell or found odd, one sentence each. */
  notes: z.array(Text).max(20),
  /** How far the whole reading can be trusted, 0..1. */
  confidence: Confidence,
});

/** How a second look at the panel that was read with the least confidence agreed with the first. */
export const SecondLook = z.object({
  /** Index into `panels`. */
  panel: z.number().int().min(0),
  /** The part that was looked at again; null when it was the whole picture. */
  box: Box.nullable(),
  /** Of the panel, as each reading gave it. */
  confidence: z.object({ first: Confidence, second: Confidence }),
  /** Values that one of the readings has at least. */
  compared: z.number().int().min(0),
  agreeing: z.number().int().min(0),
  /** The reading that stayed, which is the surer one; nothing is averaged. */
  kept: z.enum(['first', 'second']),
  /** Where they differ, worst first. */
  differences: z
    .array(
      z.object({
        series: z.string().max(120),
        x: Position,
        first: z.number().nullable(),
        second: z.number().nullable(),
      }),
    )
    .max(20),
});
export type SecondLook = z.infer<typeof SecondLook>;

export const Spec = Reading.extend({
  /** Written by us, never by a reader. */
  secondLook: SecondLook.optional(),
});
export type Spec = z.infer<typeof Spec>;
