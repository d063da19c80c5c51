/** What belongs to the moment, not to a view: the page, the row that is open, a dialog, and which view it is. */
const ofTheMoment = ['page', 'view', 'row', 'user', 'job', 'message', 'create', 'like', 'again']

/** The part of an address that a view keeps: filters, order, tab, range. */
export function viewQuery(search: string): string {
  const query = new URLSearchParams(search)
  for (const key of ofTheMoment) query.delete(key)
  return query.toString()
}
