const BYTES_PER_LINE = 16

/** Hex digits as lines of offset, 16 bytes and what of them is ASCII. */
export function hexDump(hex: string): string {
  const lines: string[] = []
  for (let at = 0; at < hex.length; at += 2 * BYTES_PER_LINE) {
    const bytes = hex.slice(at, at + 2 * BYTES_PER_LINE).match(/../g) ?? []
    const groups = [bytes.slice(0, 8), bytes.slice(8)].map((group) => group.join(' ').padEnd(23))
    const ascii = bytes.map((byte) => asciiOf(Number.parseInt(byte, 16))).join('')
    lines.push(`${(at / 2).toString(16).padStart(8, '0')}  ${groups.join('  ')}  ${ascii}`)
  }
  return lines.join('\n')
}

const asciiOf = (code: number) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.')
