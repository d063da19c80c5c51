import { db } from '#lib/db/db.ts'
import { type About, type DatabaseArea, databaseAreas } from './schema.ts'

interface TableSize {
  schema: string
  name: string
  bytes: bigint
}

/** Bytes of all tables with their indexes, by what they are for. */
export async function readDatabaseSize(): Promise<Omit<About['database'], 'isEmbedded'>> {
  const [tables, facts] = await Promise.all([
    db().$queryRaw<TableSize[]>`
      select n.nspname as schema, c.relname as name, pg_total_relation_size(c.oid) as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')`,
    db().$queryRaw<{ bytes: bigint; version: string }[]>`
      select pg_database_size(current_database()) as bytes, current_setting('server_version') as version`,
  ])
  const byArea = new Map<DatabaseArea, bigint>(databaseAreas.map((area) => [area, 0n]))
  for (const table of tables) byArea.set(areaOf(table), (byArea.get(areaOf(table)) ?? 0n) + table.bytes)
  return {
    version: facts[0]?.version ?? '',
    bytes: facts[0]?.bytes ?? 0n,
    areas: [...byArea].map(([area, bytes]) => ({ area, bytes })),
  }
}

const userTables = new Set([
  'users',
  'sessions',
  'accounts',
  'verifications',
  'sign_in_failures',
  'grants',
  'api_tokens',
  'table_layouts',
])
const clusterTables = new Set(['clusters', 'sealed_secrets', 'resource_metadata'])

/** By the table's name; partitions are named after their table. */
export function areaOf({ schema, name }: Pick<TableSize, 'schema' | 'name'>): DatabaseArea {
  if (schema === 'pgboss') return 'jobs'
  if (name.startsWith('audit_')) return 'audit'
  if (name.startsWith('metric_') || name === 'cluster_samples') return 'metrics'
  if (userTables.has(name)) return 'users'
  if (clusterTables.has(name) || name.startsWith('cluster_')) return 'clusters'
  return 'other'
}
