/** Passes a response on and gives `tell` a promise that resolves once its body was sent or nobody reads it any more. */
export function whenSent(response: Response, tell: (sent: Promise<void>) => void): Response {
  if (response.body === null) {
    tell(Promise.resolve());
    return response;
  }
  const { readable, writable } = new TransformStream();
  // It fails when the reader leaves or the source breaks off: the reader sees that, and nothing is left to do here.
  tell(response.body.pipeTo(writable).catch(() => undefined));
  return new Response(readable, response);
}
