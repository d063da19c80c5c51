/** What floats: popover, menu, list of a select. */
export const popupStyle =
  'rounded-3 border border-line-2 bg-surface-raised text-fg-1 shadow-pop outline-none transition-opacity duration-[120ms] data-[starting-style]:opacity-0 data-[ending-style]:opacity-0'

/** One line of a menu or a list. */
export const itemStyle =
  'flex min-h-7 items-center gap-2 rounded-1 px-2 text-13 outline-none select-none data-[highlighted]:bg-accent-soft'
