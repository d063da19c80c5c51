/** Whether every word of the query stands somewhere in the text; for lists that the browser holds whole. */
export function matchesQuery(text: string, query: string): boolean {
  const lower = text.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}

/**
 * What a pasted text looks like: the 32 hex digits of an offset id or of a client's unique id, its 36-digit form, or a gRPC
 * client's 34. Anything else is a name or a key.
 */
export function looksLikeMessageId(text: string): boolean {
  return /^[0-9a-f]{32}$|^[0-9a-f]{34}$|^[0-9a-f]{36}$|^[0-9a-f]{56}$/i.test(text.trim())
}
