/** What a reading or a `data.csv` says, whatever it is compared with. */
export interface ProducedPoint {
  x: string | number;
  y: number;
  confidence: number | null;
}

export interface ProducedSeries {
  name: string | null;
  points: ProducedPoint[];
}
