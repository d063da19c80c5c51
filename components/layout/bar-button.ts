/** A quiet control of the top bar: icon and words, a fill on hover. */
export const barButton =
  'flex h-7 items-center gap-1.5 rounded-2 px-1.5 whitespace-nowrap text-fg-2 hover:bg-surface-2 data-[popup-open]:bg-surface-2'
