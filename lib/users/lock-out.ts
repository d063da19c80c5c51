import { db } from '#lib/db/db.ts'

const windowMs = 15 * 60_000
const failuresPerName = 5
const failuresPerAddress = 20

/**
 * Until when is a subject locked? From the `limit`-th failure within 15 minutes, for 15 minutes.
 * @param failures in any order
 */
export function lockedUntil(failures: readonly Date[], limit: number, now: Date): Date | null {
  const times = failures.map((at) => at.getTime()).toSorted((a, b) => a - b)
  let until = 0
  for (const [i, at] of times.entries()) {
    const first = times[i - limit + 1]
    if (first !== undefined && at - first <= windowMs) until = at + windowMs
  }
  return until > now.getTime() ? new Date(until) : null
}

const nameSubject = (name: string) => `name:${name.toLowerCase()}`
const addressSubject = (address: string | null) => `address:${address ?? ''}`

async function failuresOf(subjects: readonly string[], now: Date): Promise<Map<string, Date[]>> {
  const rows = await db().signInFailure.findMany({
    where: { subject: { in: [...subjects] }, at: { gt: new Date(now.getTime() - 2 * windowMs) } },
    select: { subject: true, at: true },
  })
  return new Map(
    subjects.map((subject) => [subject, rows.filter((row) => row.subject === subject).map((row) => row.at)]),
  )
}

/** Lock of this name or this address, whichever lasts longer. Names that nobody has are locked alike. */
export async function getLock(name: string, address: string | null, now: Date): Promise<Date | null> {
  const subjects = [nameSubject(name), addressSubject(address)]
  const failures = await failuresOf(subjects, now)
  const byName = lockedUntil(failures.get(subjects[0] ?? '') ?? [], failuresPerName, now)
  const byAddress = lockedUntil(failures.get(subjects[1] ?? '') ?? [], failuresPerAddress, now)
  const until = Math.max(byName?.getTime() ?? 0, byAddress?.getTime() ?? 0)
  return until === 0 ? null : new Date(until)
}

/** Which of these names are locked now. */
export async function lockedNames(names: readonly string[], now: Date): Promise<Set<string>> {
  const failures = await failuresOf(names.map(nameSubject), now)
  return new Set(names.filter((name) => lockedUntil(failures.get(nameSubject(name)) ?? [], failuresPerName, now)))
}

export async function recordFailure(name: string, address: string | null, now: Date): Promise<void> {
  await db().signInFailure.createMany({
    data: [
      { subject: nameSubject(name), at: now },
      { subject: addressSubject(address), at: now },
    ],
  })
}

/** A good sign-in or an administrator clears the name. The address keeps its count: else one good account would hide many tries. */
export async function clearFailures(name: string): Promise<void> {
  await db().signInFailure.deleteMany({ where: { subject: nameSubject(name) } })
}

/** Drops failures older than a day. For the worker. */
export async function forgetSignInFailures(now: Date): Promise<void> {
  await db().signInFailure.deleteMany({ where: { at: { lt: new Date(now.getTime() - 24 * 3_600_000) } } })
}
