import { describe, expect, test } from 'vitest';
import { readCalendarNames, readMonths } from './dates.ts';

const placed = (texts: string[]) => texts.map((text, i) => ({ text, at: 50 + 40 * i }));

describe('months on an axis', () => {
  test('a lost hyphen is put back and an unreadable label is told by its place', () => {
    expect(readMonths(placed(['2023-10', '202311', '20231)', '2024-01', '2024-02']))).toEqual([
      '2023-10',
      '2023-11',
      '2023-12',
      '2024-01',
      '2024-02',
    ]);
  });

  test('years and other numbers are no months', () => {
    expect(readMonths(placed(['2021', '2022', '2023']))).toBeNull();
    expect(readMonths(placed(['200000', '400000', '600000']))).toBeNull();
  });

  test('names of months follow each other, January after December', () => {
    expect(readCalendarNames(placed(['Oct', 'Nov', 'De', 'Jan', 'Feb']))).toEqual([
      'Oct',
      'Nov',
      'Dec',
      'Jan',
      'Feb',
    ]);
    expect(readCalendarNames(placed(['Marble', 'Juniper', 'Decor']))).toBeNull();
  });

  test('so do those of weekdays, also where one is missing between two', () => {
    expect(readCalendarNames(placed(['Thu', 'fr', '5at', 'Sun', 'Mon']))).toEqual([
      'Thu',
      'Fri',
      'Sat',
      'Sun',
      'Mon',
    ]);
    const gap = [50, 90, 170].map((at, i) => ({ at, text: ['Thu', 'fr', 'Sun'][i] ?? '' }));
    expect(readCalendarNames(gap)).toEqual(['Thu', 'Fri', 'Sun']);
    expect(readCalendarNames(placed(['Moss', 'Turf', 'Sand']))).toBeNull();
  });
});
