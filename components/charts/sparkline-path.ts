/** Line through evenly spaced points, scaled to the box from their own lowest to highest; a null breaks the line. */
export function sparklinePath(
  points: readonly (number | null)[],
  width: number,
  height: number,
): { path: string; end: { x: number; y: number } | null } {
  const known = points.filter((point) => point !== null)
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const pad = 2
  const place = (value: number, index: number) => ({
    x: points.length < 2 ? width / 2 : pad + (index / (points.length - 1)) * (width - 2 * pad),
    // A line that does not move lies in the middle: at the bottom it would read as zero.
    y: span === 0 ? height / 2 : pad + (1 - (value - low) / span) * (height - 2 * pad),
  })
  let path = ''
  let isDrawing = false
  let end: { x: number; y: number } | null = null
  points.forEach((value, index) => {
    if (value === null) {
      isDrawing = false
      return
    }
    end = place(value, index)
    path += `${isDrawing ? 'L' : 'M'}${end.x.toFixed(1)} ${end.y.toFixed(1)}`
    isDrawing = true
  })
  return { path, end: points.at(-1) === null ? null : end }
}
