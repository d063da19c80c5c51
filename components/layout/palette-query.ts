/** Whether every word of the query stands somewhere in the text; for lists that the browser holds whole. */
export function matchesQuery(text: string, query: string): boolean {
  const lower = text.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}
