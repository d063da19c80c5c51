/** What replaces a secret; never a length, which would narrow a guess. */
const redacted = '[redacted]'

/** Fields that hold a secret under any spelling: `password`, `newPassword`, `secretKey`, `APOGEE_SECRET`, `client_key`, `Authorization`. */
const secretKey =
  /pass(word|wd|phrase)|secret(?!keylastfour)|credential|^(api|access|session|bearer|security|refresh|id)?[-_]?token$|authorization|cookie|private[-_]?key|client[-_]?key|^(setup)?[-_]?code$|hash$/i
/** These carry a word of the pattern but say nothing secret. */
const harmlessKey =
  /^(secretKeyLastFour|secretLastFour|hasPassword|needsPasswordChange|mustChangePassword|hasClientKey|responseCode)$/
/** Values that are a secret wherever they stand: our own tokens, Bearer headers, PEM keys, passwords in URLs. */
const secretValue =
  /apg_[\w-]{16,}|Bearer\s+[\w.~+/-]{8,}=*|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)|(?<=\w:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,256}(?=@)/g

const maxDepth = 12
const maxStringLength = 16_384
const maxItems = 1000

/**
 * The one place where secrets leave what the audit keeps: by the name of the field and by the look of the value. Also makes any
 * value storable as `jsonb`: int64 as text, dates as ISO 8601, no NUL, no broken surrogates, bounded in depth and length.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`
  if (typeof value !== 'object') return undefined
  if (depth >= maxDepth) return '[too deep]'
  if (value instanceof Map) return redact(Object.fromEntries(value), depth)
  if (value instanceof Set) return redact([...value], depth)
  if (Array.isArray(value)) {
    const items = value.slice(0, maxItems).map((item) => redact(item, depth + 1) ?? null)
    return value.length > maxItems ? [...items, `… and ${value.length - maxItems} more`] : items
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (item === undefined) return []
      const kept = isSecret(key, item) ? redacted : redact(item, depth + 1)
      return kept === undefined ? [] : [[redactText(key), kept]]
    }),
  )
}

function isSecret(key: string, item: unknown): boolean {
  if (!secretKey.test(key) || harmlessKey.test(key) || item === null || typeof item === 'boolean') return false
  // `code` is a set-up code or an error code, and the latter is what one looks for.
  if (typeof item === 'string' && key === 'code' && /^[A-Z][A-Z0-9_]+$/.test(item)) return false
  // `credentials: { accessKey, secretKey }`: the access key is a name, the secret is found by its own.
  return !(/credentials?$/i.test(key) && typeof item === 'object')
}

/** @returns the text without secrets, well-formed, cut at 16 KiB */
export function redactText(text: string): string {
  const clean = text.toWellFormed().replaceAll('\0', '\uFFFD').replace(secretValue, redacted)
  return clean.length > maxStringLength
    ? `${clean.slice(0, maxStringLength).toWellFormed()}… (${clean.length} characters)`
    : clean
}
