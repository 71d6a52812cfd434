export const models = {
  title: 'Models',
  intro: 'Three roles do the work, each a model of its own. Here you see whether they answer, and how.',
  demo: 'These are the demo models: classical programs and rules, no neural network. They show the product, not its quality.',
  roles: { vision: 'Vision', reasoning: 'Reasoning', code: 'Code' },
  does: {
    vision: 'Looks at the picture and writes down what it shows.',
    reasoning: 'Decides what to do next.',
    code: 'Writes the Python, from the reading alone.',
  },
  status: { ok: 'Answers', warming: 'Warming up', down: 'Does not answer' },
  replica: (n: number) => `Replica ${n}`,
  checked: (age: string) => `Checked ${age}`,
  test: 'Try a role',
  testIntro: 'Your words go straight to the model, and its answer comes as it is.',
  role: 'Role',
  prompt: 'Prompt',
  picture: 'Picture',
  noPicture: 'None',
  samples: { 'bar-chart.png': 'Bar chart', 'line-chart.png': 'Line chart', 'table.png': 'Table' },
  own: 'Own picture…',
  ask: 'Ask',
  asking: 'Waiting for the answer…',
  answer: 'Answer',
  problemTitle: 'No answer',
  cutOff: 'The answer was cut off at its limit.',
  latency: 'Latency',
  tokensIn: 'Tokens in',
  tokensOut: 'Tokens out',
  finish: 'Ended because',
  unknown: 'not told',
  prompts: {
    vision: 'What kind of chart is this? Give its title, its axes and the values of each series as JSON.',
    reasoning:
      'Decide the next move: look, write_code, finish or give_up.\n\n```json\n{"picture": null, "attempts": []}\n```',
    code: `Write a complete Python program that draws this with matplotlib and saves it as /job/out/figure.png.

SPEC
\`\`\`json
{"version": 1, "panels": [{"kind": "bar", "title": "Parcels", "x": null, "y": null, "series": [{"name": null, "color": null, "points": [{"x": "North", "y": 42}, {"x": "South", "y": 31}, {"x": "East", "y": 58}], "confidence": 1}], "table": null, "formula": null, "text": [], "photo": null, "confidence": 1}], "notes": [], "confidence": 1}
\`\`\``,
  },
};

export const share = {
  until: (day: string) => `Shared until ${day}`,
  asked: (wish: string) => `Asked: “${wish}”`,
  picture: 'The picture',
  demo: 'Answered by demo models: no language model was asked.',
  goneTitle: 'Nothing to see here',
  gone: 'This link does not show anything any more, or never did. Whoever shared it can make a new one.',
  unavailableTitle: 'Not available right now',
  tryIt: 'Try Snaprun yourself',
  untitled: 'A shared result',
  about: 'A picture turned into Python that has already run, with how far it can be trusted.',
};
