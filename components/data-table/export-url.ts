/** The file of a list: its filters and order, without its page. */
export function exportUrlOf(url: string, format: 'csv' | 'ndjson', timeZone: string): string {
  const [path = '', search = ''] = url.split('?')
  const query = new URLSearchParams(search)
  query.delete('page')
  query.delete('pageSize')
  query.set('format', format)
  if (format === 'csv') query.set('timeZone', timeZone)
  return `${path}?${query}`
}
