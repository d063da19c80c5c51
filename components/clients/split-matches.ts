/** Cuts a text at every occurrence of `search`, without regard to case. The parts add up to the text. */
export function splitMatches(text: string, search: string): { part: string; isMatch: boolean }[] {
  const wanted = search.trim().toLowerCase()
  const lower = text.toLowerCase()
  // A few letters change their length in lower case; then positions would not fit.
  if (wanted === '' || lower.length !== text.length) return [{ part: text, isMatch: false }]
  const parts: { part: string; isMatch: boolean }[] = []
  let position = 0
  for (let found = lower.indexOf(wanted); found >= 0; found = lower.indexOf(wanted, position)) {
    if (found > position) parts.push({ part: text.slice(position, found), isMatch: false })
    position = found + wanted.length
    parts.push({ part: text.slice(found, position), isMatch: true })
  }
  if (position < text.length || parts.length === 0) parts.push({ part: text.slice(position), isMatch: false })
  return parts
}
