import type { Preferences } from '#lib/preferences.ts'

/** Writes `data-theme` on the root element; tokens state each theme once, so "auto" is resolved here. */
export function applyTheme(theme: Preferences['theme']): void {
  const isDark = theme === 'dark' || (theme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
}

/** The same before first paint, where only "auto" is left to decide: the server has written a chosen theme already. */
export const themeScript =
  "if(document.documentElement.dataset.themeChoice==='auto'&&matchMedia('(prefers-color-scheme: dark)').matches)document.documentElement.dataset.theme='dark'"
