import type { RuntimeItem } from '#lib/nodes/schema.ts'

/** What a value of runtime info comes to in its unit; null for a value that is no number. */
export type RuntimeReading =
  | { kind: 'rates'; values: (number | null)[] }
  | { kind: 'bytes' | 'count'; value: bigint | number }
  | { kind: 'duration'; ms: number }
  | { kind: 'ratio'; value: number }
  | { kind: 'instant'; at: Date }

/** Brokers format some numbers by their locale: a decimal comma is possible. */
function number(text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'))
  return Number.isFinite(value) ? value : null
}

export function readRuntime({ value, unit }: RuntimeItem): RuntimeReading | null {
  if (unit === undefined) return null
  if (unit === 'msg/s' || unit === 'reads/s') {
    const values = value.trim().split(/\s+/).map(number)
    return values.some((rate) => rate !== null) ? { kind: 'rates', values } : null
  }
  const whole = /^-?\d+$/.test(value) ? BigInt(value) : null
  const read = number(value)
  if (read === null) return null
  switch (unit) {
    case 'B':
      return { kind: 'bytes', value: whole ?? read }
    case 'msg':
    case 'offset':
      return { kind: 'count', value: whole ?? read }
    case 'ms':
      return { kind: 'duration', ms: read }
    case 's':
      return { kind: 'duration', ms: read * 1_000 }
    case 'ratio':
      return read < 0 ? null : { kind: 'ratio', value: read }
    case 'epochMs':
      return read > 0 && read < 8_640_000_000_000_000 ? { kind: 'instant', at: new Date(read) } : null
  }
}

/** How a value stands to its threshold; null where there is none. */
export function runtimeLevel({ value, threshold }: RuntimeItem): 'ok' | 'warning' | 'critical' | null {
  const read = number(value)
  if (!threshold || read === null) return null
  if (threshold.critical !== undefined && read > threshold.critical) return 'critical'
  return read > threshold.warning ? 'warning' : 'ok'
}

/** `[<=0ms]:6009 [0~10ms]:256 …` as spans with their counts; empty when it is no histogram. */
export function readHistogram(value: string): { span: string; count: number }[] {
  return [...value.matchAll(/\[([^\]]+)\]:(\d+)/g)].map(([, span = '', count = '']) => ({ span, count: Number(count) }))
}
