/** `host:port` of an IPv4 (4 bytes) or IPv6 (16) address and an int32 port, as stored messages and ids hold it. */
export function formatHost(ip: Uint8Array, port: number): string {
  return ip.length === 4 ? `${ip.join('.')}:${port}` : `[${formatIp(ip)}]:${port}`
}

/** IPv4 dotted, IPv6 as RFC 5952 has it: lower case, the longest run of two or more zero groups as `::`. */
export function formatIp(ip: Uint8Array): string {
  if (ip.length === 4) return ip.join('.')
  const groups: number[] = []
  for (let index = 0; index < ip.length; index += 2) groups.push(((ip[index] ?? 0) << 8) | (ip[index + 1] ?? 0))
  const { start, length } = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** Bytes of an IPv4 or IPv6 address in text (IPv6 with or without brackets); null when it is neither. */
export function parseIp(text: string): Buffer | null {
  return text.includes(':') ? parseIpv6(text.replace(/^\[|\]$/g, '')) : parseIpv4(text)
}

function longestZeroRun(groups: number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0
    if (length > best.length) best = { start: index - length + 1, length }
  }
  return best
}

function parseIpv4(text: string): Buffer | null {
  const parts = text.split('.')
  const isIp = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  return isIp ? Buffer.from(parts.map(Number)) : null
}

function parseIpv6(text: string): Buffer | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  if (!head) return null
  const groups = tail
    ? [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail]
    : head
  if (groups.length !== 8 || !groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex')
}
