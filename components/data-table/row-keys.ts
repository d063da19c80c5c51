/** A press inside one of these is theirs, not the row's. */
const ownControls = 'a, button, input, textarea, select, label, [role=separator], [role=checkbox]'

export const isOwnControl = (target: EventTarget | null, row: Element): boolean =>
  target instanceof Element && target !== row && target.closest(ownControls) !== null && row.contains(target)

/** A click that ends a text selection selects text. */
export const isSelectingText = (): boolean => (window.getSelection()?.toString() ?? '') !== ''
