/** What the scripted vision model reads in every picture; the scripted sandbox draws the same. */
export const reading = {
  version: 1,
  panels: [
    {
      kind: 'bar',
      title: 'Sales',
      x: { label: null, unit: null, scale: 'category', min: null, max: null, ticks: ['Q1', 'Q2'] },
      y: { label: 'Units', unit: null, scale: 'linear', min: 0, max: 20, ticks: [0, 10, 20] },
      series: [
        {
          name: null,
          color: '#4c72b0',
          points: [
            { x: 'Q1', y: 10 },
            { x: 'Q2', y: 15 },
          ],
          confidence: 0.9,
        },
      ],
      table: null,
      formula: null,
      text: [],
      photo: null,
      confidence: 0.9,
    },
  ],
  notes: [],
  confidence: 0.9,
};
