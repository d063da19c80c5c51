import { db } from '#lib/db/db.ts'
import { AccessFile } from './schema.ts'

const key = 'access-file'
const State = AccessFile.omit({ counts: true })
export type AccessFileState = Omit<AccessFile, 'counts'>

const none: AccessFileState = { path: null, state: 'NONE', sha256: null, loadedAt: null, faults: [], findings: [] }

/** What the worker last found; web processes need not see the file. */
export async function readAccessFileState(): Promise<AccessFileState> {
  const row = await db().setting.findUnique({ where: { key } })
  return State.safeParse(row?.value).data ?? none
}

export async function keepAccessFileState(state: AccessFileState): Promise<void> {
  const value = State.encode(state)
  await db().setting.upsert({ where: { key }, create: { key, value }, update: { value } })
}
