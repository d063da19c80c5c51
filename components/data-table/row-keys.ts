/** A press inside one of these is theirs, not the row's. */
const ownControls = 'a, button, input, textarea, select, label, [role=separator], [role=checkbox]'

export const isOwnControl = (target: EventTarget | null, row: Element): boolean =>
  target instanceof Element &&
  target !== row &&
  // The items of a row's menu stand elsewhere in the page, and React hands their clicks to the row all the same.
  (!row.contains(target) || target.closest(ownControls) !== null)

/** A click that ends a text selection selects text. */
export const isSelectingText = (): boolean => (window.getSelection()?.toString() ?? '') !== ''
