/** One line of a metrics endpoint. */
export interface PrometheusReading {
  name: string
  labels: ReadonlyMap<string, string>
  /** May be NaN or infinite: the format knows both. */
  value: number
}

const MAX_LINE_CHARS = 64 * 1024
const numbers: Readonly<Record<string, number>> = {
  '+Inf': Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
}

/**
 * Reads the text format 0.0.4 of Prometheus as it arrives, so that an answer of tens of megabytes is never held whole. Lines that
 * are no readings (comments, exemplars of OpenMetrics, garbage) are passed over: one bad line must not cost the others.
 */
export class PrometheusParser {
  private rest = ''
  private isTooLong = false
  private readonly wants: (name: string) => boolean
  private readonly onReading: (reading: PrometheusReading) => void

  /** @param wants asked by name before the labels are read, which is most of the work */
  constructor(onReading: (reading: PrometheusReading) => void, wants: (name: string) => boolean = () => true) {
    this.onReading = onReading
    this.wants = wants
  }

  push(text: string): void {
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (this.isTooLong) this.isTooLong = false
      else this.line(this.rest === '' ? text.slice(start, end) : this.rest + text.slice(start, end))
      this.rest = ''
      start = end + 1
    }
    if (this.isTooLong) return
    this.rest += text.slice(start)
    if (this.rest.length > MAX_LINE_CHARS) {
      this.rest = ''
      this.isTooLong = true
    }
  }

  /** The last line may come without its end. */
  end(): void {
    if (this.rest !== '' && !this.isTooLong) this.line(this.rest)
    this.rest = ''
  }

  private line(line: string): void {
    const name = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)/.exec(line)
    if (!name?.[1] || !this.wants(name[1])) return
    const labels = new Map<string, string>()
    let at = skipSpaces(line, name[0].length)
    if (line[at] === '{') {
      at = readLabels(line, at + 1, labels)
      if (at < 0) return
    }
    const [text = ''] = line.slice(at).trim().split(/\s/, 1)
    const value = numbers[text] ?? (text === '' ? undefined : Number(text))
    if (value === undefined || (Number.isNaN(value) && text !== 'NaN')) return
    this.onReading({ name: name[1], labels, value })
  }
}

function skipSpaces(line: string, from: number): number {
  let at = from
  while (line[at] === ' ' || line[at] === '\t') at++
  return at
}

/** @returns where the labels end; −1 for what are none */
function readLabels(line: string, from: number, labels: Map<string, string>): number {
  let at = from
  for (;;) {
    at = skipSpaces(line, at)
    if (line[at] === '}') return at + 1
    const equals = line.indexOf('=', at)
    if (equals < 0) return -1
    const label = line.slice(at, equals).trim()
    at = skipSpaces(line, equals + 1)
    if (line[at] !== '"') return -1
    const end = endOfQuoted(line, at + 1)
    if (end < 0) return -1
    const raw = line.slice(at + 1, end)
    labels.set(label, raw.includes('\\') ? withoutEscapes(raw) : raw)
    at = skipSpaces(line, end + 1)
    if (line[at] === ',') at++
    else if (line[at] !== '}') return -1
  }
}

function endOfQuoted(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (line[at] === '"') return at
  }
  return -1
}

const withoutEscapes = (raw: string) => raw.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))
