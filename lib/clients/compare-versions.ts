/** Orders versions like `4.9.7` and `5.0.0-SNAPSHOT`, a snapshot before its release. What names no number is newer than all. */
export function compareVersions(a: string, b: string): number {
  const left = partsOf(a)
  const right = partsOf(b)
  for (let index = 0; index < 4; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function partsOf(version: string): number[] {
  // `higher than 5.9.9`, which is what a number beyond those that are given away reads as.
  if (!/^\d/.test(version)) return [999_999]
  const [numbers = '', suffix] = version.split('-', 2)
  const [major = 0, minor = 0, patch = 0] = numbers.split('.').map((part) => Number.parseInt(part, 10) || 0)
  return [major, minor, patch, suffix === undefined ? 1 : 0]
}

/** A text that sorts as {@link compareVersions} does; null for a version that is not known. */
export function versionSortKey(version: string): string | null {
  if (version === '') return null
  return partsOf(version)
    .map((part) => String(part).padStart(6, '0'))
    .join('.')
}
