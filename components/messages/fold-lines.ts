/** One line of laid-out JSON. */
export interface FoldLine {
  text: string
  /** Index of the line that closes what this one opens; null where it opens nothing, or a cut text never closes it. */
  end: number | null
  /** Members or elements directly inside; 0 where `end` is null. */
  count: number
}

/** What can be folded in JSON that `formatJson` has laid out: from each line that opens to the one that closes it. */
export function foldLines(text: string): FoldLine[] {
  const lines = text.split('\n').map((line): FoldLine => ({ text: line, end: null, count: 0 }))
  const open: { line: FoldLine; count: number }[] = []
  lines.forEach((line, index) => {
    const parent = open.at(-1)
    if (parent && /^\s*[}\]]/.test(line.text)) {
      open.pop()
      Object.assign(parent.line, { end: index, count: parent.count })
    } else if (parent) parent.count += 1
    // A line that ends within a string ends with its quote, or with the comma behind it.
    if (/[{[]$/.test(line.text)) open.push({ line, count: 0 })
  })
  return lines
}

/** Indexes of the lines that are seen while those in `folded` are shut. */
export function visibleLines(lines: readonly FoldLine[], folded: ReadonlySet<number>): number[] {
  const visible: number[] = []
  for (let index = 0; index < lines.length; index++) {
    visible.push(index)
    const end = lines[index]?.end
    if (folded.has(index) && end != null) index = end
  }
  return visible
}
