/**
 * `sort` of a list as Prisma reads it; the schema of the query allows known fields only.
 * @param columns field of the item → column, where they differ
 */
export function orderBy(sort: string, columns: Record<string, string> = {}): Record<string, 'asc' | 'desc'> {
  const isDescending = sort.startsWith('-')
  const field = isDescending ? sort.slice(1) : sort
  return { [columns[field] ?? field]: isDescending ? 'desc' : 'asc' }
}
