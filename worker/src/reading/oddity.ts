/** Something that does not add up in a reading: the rule it breaks, and a sentence with the facts, without its full stop. */
export interface Oddity {
  rule:
    | 'AXIS_RANGE'
    | 'TICKS_ORDER'
    | 'TICKS_SPACING'
    | 'TICKS_LOG'
    | 'DATES_ORDER'
    | 'VALUE_OUT_OF_RANGE'
    | 'VALUES_ALIKE'
    | 'SHARES_SUM'
    | 'TABLE_TOTAL'
    | 'TABLE_SHAPE'
    | 'INSTRUCTION_IN_PICTURE';
  message: string;
}

/** A number as a sentence shows it. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}
