// The token lives in the browser, so every page that needs it is made there.
export const ssr = false;
