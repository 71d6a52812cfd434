const signIn = '/sign-in';

/** The sign-in page's address, which remembers where the person was. */
export function signInPath({ pathname, search }: Pick<URL, 'pathname' | 'search'>): string {
  const path = pathname + search;
  return path === '/' || path.startsWith(signIn) ? signIn : `${signIn}?next=${encodeURIComponent(path)}`;
}

/**
 * Where to go after signing in: the page in `next`, or the start page when that is missing or not a page of ours.
 *
 * Whoever makes a link to the sign-in page writes `next`, so nothing in it may lead to another site.
 */
export function returnPath(page: { origin: string; searchParams: Pick<URLSearchParams, 'get'> }): string {
  const path = pathOfOurs(page.searchParams.get('next') ?? '', page);
  // "/.//evil.example" is a path of ours that is another site once it is read again.
  return path !== null && pathOfOurs(path, page) === path && !path.startsWith(signIn) ? path : '/';
}

function pathOfOurs(path: string, { origin }: { origin: string }): string | null {
  if (!path.startsWith('/') || !URL.canParse(path, origin)) return null;
  const url = new URL(path, origin);
  return url.origin === origin ? url.pathname + url.search + url.hash : null;
}
