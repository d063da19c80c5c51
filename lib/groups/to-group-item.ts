import { clientRisk } from '#lib/clients/client-risk.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import type { GroupEntry } from './group-entries.ts'
import type { GroupItem } from './schema.ts'

/** The row as it is shown, with what the console itself holds of the group. */
export function toGroupItem({ item, sample }: GroupEntry, stored: StoredMetadata = undeclared): GroupItem {
  const { revision: _, ...metadata } = stored
  const isUndeclared = !item.isSystem && !metadata.isDeclared
  const risk = riskOf(sample)
  return {
    ...item,
    flags: isUndeclared ? ['UNDECLARED', ...item.flags] : item.flags,
    ...(risk && { risk }),
    ...metadata,
  }
}

/** Of the client with the lowest version that a rule speaks of. */
function riskOf(sample: GroupEntry['sample']): GroupItem['risk'] {
  const clients = [...(sample?.onlineClients ?? [])].sort((a, b) => a.versionOrdinal - b.versionOrdinal)
  for (const { language, version } of clients) {
    const risk = clientRisk(language, version)
    if (risk) return risk
  }
  return undefined
}
