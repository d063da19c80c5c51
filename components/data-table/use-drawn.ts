import { startTransition, useEffect, useState } from 'react'

/**
 * Whether a row is to show its cells. One that comes into sight while somebody scrolls waits until the browser has time for it, and
 * is then drawn in small steps: scrolling never waits for cells.
 *
 * @param isScrolling asked once, when the row comes
 * @param onDrawn called when a row that waited is there
 */
export function useDrawn(isScrolling: () => boolean, onDrawn: () => void): boolean {
  const [hasWaited] = useState(isScrolling)
  const [isDrawn, setIsDrawn] = useState(!hasWaited)
  // biome-ignore lint/correctness/useExhaustiveDependencies: both are asked of the table once, whatever it is by then
  useEffect(() => {
    if (isDrawn) {
      if (hasWaited) onDrawn()
      return
    }
    return whenIdle(() => startTransition(() => setIsDrawn(true)))
  }, [isDrawn])
  return isDrawn
}

const PATIENCE_MS = 150

function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(act, PATIENCE_MS)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(act, { timeout: PATIENCE_MS })
  return () => cancelIdleCallback(handle)
}
