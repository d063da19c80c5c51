import { hash } from 'node:crypto'
import { AppError } from '#lib/errors.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import type { GroupRow } from './group-rows.ts'

/** Of what the console holds and of what the brokers hold: either may be changed while a person edits. */
export const toRevision = (row: GroupRow | null, { revision }: Pick<StoredMetadata, 'revision'>): string =>
  `${revision}.${configHash(row)}`

function configHash(row: GroupRow | null): string {
  const configs = (row?.brokers ?? []).map(({ server, config }) => [server.brokerName, config])
  return hash('sha256', JSON.stringify(configs), 'base64url').slice(0, 12)
}

/**
 * Has what is about to be changed been changed meanwhile?
 *
 * @param shown the revision that the person saw; absent = whatever is there
 * @throws AppError CONFLICT
 */
export function requireRevision(
  shown: string | undefined,
  { row, metadata, groupName }: { row: GroupRow | null; metadata: StoredMetadata | undefined; groupName: string },
  changes: { settings: boolean; metadata: boolean },
): void {
  if (shown === undefined) return
  const [metadataShown, configShown] = shown.split('.')
  const isOld =
    (changes.settings && configShown !== configHash(row)) ||
    (changes.metadata && metadataShown !== (metadata ?? undeclared).revision)
  if (isOld) throw new AppError('CONFLICT', `${groupName} was changed by somebody else meanwhile. Load it again.`)
}
