/** The text of a stored file; throws when it cannot be had. */
export async function loadText(url: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`The file answered ${response.status}.`);
  return response.text();
}
