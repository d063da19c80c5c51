const FIRST_MODERN_ORDINAL = 215
const V5_0_0 = 413
const HIGHER_VERSION = 612
/** A minor line has ten releases, and each release two ordinals: SNAPSHOT (even), then final (odd). */
const ORDINALS_PER_MINOR = 20
const MINORS_PER_MAJOR = 10

/**
 * Name of the version whose ordinal servers and clients put into their headers: 407 → `4.9.7`, 481 → `5.3.4`.
 *
 * @returns empty when the ordinal names none: a controller sends 0, versions before 4.0.1 count otherwise
 * @see protocol notes §1.3
 */
export function versionName(ordinal: number): string {
  if (ordinal < FIRST_MODERN_ORDINAL) return ''
  if (ordinal >= HIGHER_VERSION) return 'higher than 5.9.9'
  const isSnapshot = ordinal % 2 === 0
  const steps = (isSnapshot ? ordinal + 1 : ordinal) - (V5_0_0 - ORDINALS_PER_MINOR * MINORS_PER_MAJOR)
  const minors = Math.floor(steps / ORDINALS_PER_MINOR)
  const patch = (steps % ORDINALS_PER_MINOR) / 2
  const name = `${4 + Math.floor(minors / MINORS_PER_MAJOR)}.${minors % MINORS_PER_MAJOR}.${patch}`
  return isSnapshot ? `${name}-SNAPSHOT` : name
}
