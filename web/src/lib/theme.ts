import { keepCookie } from './keep-cookie.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The server reads it and writes the theme into the page, so that nothing flashes and no inline script is needed. */
export const themeCookie = 'snaprun-theme';

export function themeOf(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system';
}

export function currentTheme(): Theme {
  return themeOf(globalThis.document?.documentElement.dataset.theme);
}

export function useTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  keepCookie(themeCookie, theme);
}
