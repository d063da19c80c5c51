interface Ends {
  fromX: number
  fromY: number
  toX: number
  toY: number
}

/** Part of the gap between two columns in which a line turns; in the rest it runs level, under what is written on it. */
const TURN = 0.35

/** A line from the right edge of a node to the left edge of another, level at the end that carries its label. */
export function edgePath({ fromX, fromY, toX, toY }: Ends, labelAt: 'from' | 'to' | null): string {
  const gap = toX - fromX
  if (labelAt === null) {
    const middle = fromX + gap / 2
    return `M${fromX} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`
  }
  const [startX, endX] = labelAt === 'to' ? [fromX, fromX + gap * TURN] : [toX - gap * TURN, toX]
  const middle = (startX + endX) / 2
  return `M${fromX} ${fromY}L${startX} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${endX} ${toY}L${toX} ${toY}`
}
