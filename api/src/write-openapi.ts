import { writeFile } from 'node:fs/promises';
import { docsSamplesText } from './docs-samples-text.ts';
import { openapiText } from './openapi-text.ts';

await writeFile(new URL('../openapi.json', import.meta.url), await openapiText());
await writeFile(new URL('./routes/docs-samples.json', import.meta.url), await docsSamplesText());
