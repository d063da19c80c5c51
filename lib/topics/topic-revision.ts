import { createHash } from 'node:crypto'
import type { StoredMetadata } from '#lib/metadata/stored-metadata.ts'
import type { TopicRow } from './topic-rows.ts'

/**
 * What a change must carry to be based on what is there: metadata know their own revision, and what the brokers hold, which others
 * change too, stands in as a digest.
 */
export function topicRevision(row: TopicRow, { revision }: Pick<StoredMetadata, 'revision'>): string {
  const held = row.brokers.map(({ server, config }) => [
    server.clusterName,
    server.brokerName,
    [config.readQueueNums, config.writeQueueNums, config.perm, config.order],
    [config.topicFilterType, config.topicSysFlag],
    Object.entries(config.attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  ])
  const digest = createHash('sha256').update(JSON.stringify(held)).digest('base64url').slice(0, 10)
  return `${revision}.${digest}`
}

/** The part that metadata know. Also of one that carries no more. */
export const metadataRevision = (revision: string): string => revision.split('.', 1)[0] ?? ''
