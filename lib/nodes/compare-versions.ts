/** Orders `4.9.7` before `5.3.2` before `5.10.0`. Text that is no version stands by its letters. */
export function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
