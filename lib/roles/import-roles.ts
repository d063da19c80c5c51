import type { z } from 'zod'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { createItems, planLines } from '#lib/jobs/create-items.ts'
import { cellOf, importLines, labelsOf, listOfNames } from '#lib/jobs/import-lines.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { importRolesEndpoint } from './api.ts'
import { readRoles, requireSomeAnswer } from './read-roles.ts'
import { entriesOf, shortEntry } from './role-form.ts'
import { entryChange, type UnitedRole, uniteRoles } from './unite-roles.ts'
import { NewRole } from './write-schema.ts'

type Body = z.output<NonNullable<(typeof importRolesEndpoint)['body']>>
export type ImportRolesInput = Body & { clusterId: string; dryRun?: boolean | undefined }

/** Each is some requests to every broker. */
const RATE = 20

/** A Super role is made one by one, with its name typed; a secret never comes from a file. */
const ImportedRole = NewRole.refine(({ kind }) => kind === 'Normal', {
  path: ['kind'],
  error: 'a Super role is made one by one, by its own dialog',
}).refine(({ secretKey }) => secretKey === undefined, {
  path: ['secretKey'],
  error: 'an import has no secrets',
})

/**
 * Creates the roles of a file that are new, as a job, each with a generated secret; or with `dryRun` says what every line would do.
 *
 * @throws AppError FORBIDDEN, READ_ONLY, INVALID_INPUT for a file that is none, LIMIT_EXCEEDED for more lines than a job takes
 */
export async function importRoles(ctx: Context, input: ImportRolesInput): Promise<BatchAnswer> {
  requirePermission(ctx, 'role:write', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  if (!input.dryRun) requireWritable(cluster)
  const reading = await readRoles(cluster, { signal: ctx.signal, fresh: true })
  requireSomeAnswer(reading)
  const roles = uniteRoles(reading)
  const lines = planLines(importLines(input.format, input.text), {
    nameColumns: ['roleName', 'role', 'name'],
    schema: ImportedRole,
    toBody: toNewRole,
    differences: (wanted) => {
      const role = roles.get(wanted.roleName)
      return role ? differences(wanted, role) : null
    },
  })
  const ratePerSecond = input.ratePerSecond ?? RATE
  return createItems(ctx, cluster, { input: { ...input, ratePerSecond }, lines, kind: 'role.create' })
}

/** A line as the body that creates one role; NDJSON may carry that body itself. */
function toNewRole(values: Record<string, unknown>): unknown {
  const fields = {
    roleName: cellOf(values, 'roleName', 'role', 'name'),
    kind: cellOf(values, 'kind'),
    status: cellOf(values, 'status'),
    form: cellOf(values, 'form') ?? formOf(values),
    remark: cellOf(values, 'remark'),
    labels: labelsOf(cellOf(values, 'labels')),
    owner: cellOf(values, 'owner'),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function formOf(values: Record<string, unknown>): unknown {
  const type = cellOf(values, 'type')
  const sourceIps = listOfNames(cellOf(values, 'sourceIps'))
  const withIps = sourceIps === undefined ? {} : { sourceIps }
  if (type === 'CLUSTER') {
    const may = (name: string) => isYes(cellOf(values, name, `${name}.state`))
    return { type, produce: may('produce'), consume: may('consume'), ...withIps }
  }
  const rows = listOfNames(cellOf(values, 'rows'))
  return {
    // A list names roles without policies so.
    type: type === undefined || type === 'NONE' ? 'TOPIC_AND_GROUP' : type,
    rows: Array.isArray(rows) ? rows.map(rowOf) : (rows ?? []),
    ...withIps,
  }
}

const isYes = (value: unknown) => value === true || /^(true|yes)$/i.test(String(value ?? ''))

/** `Topic:orders=Pub+Sub`. What reads otherwise is left for the schema to refuse. */
function rowOf(text: unknown): unknown {
  const parts = /^(Topic|Group):(.+)=([A-Za-z+]+)$/.exec(String(text))
  if (!parts) return text
  const [, kind, name, words = ''] = parts
  const actions = words.split('+')
  if (actions.some((action) => action !== 'Pub' && action !== 'Sub')) return text
  return { kind, name, produce: actions.includes('Pub'), consume: actions.includes('Sub') }
}

/** In what the one that exists differs. */
function differences(wanted: NewRole, { usual }: UnitedRole): string[] {
  const { put, remove } = entryChange(usual.entries, entriesOf(wanted.form))
  return [
    ...(usual.kind === wanted.kind ? [] : [`it is ${usual.kind}`]),
    ...(usual.status === wanted.status ? [] : [`it is ${usual.status}`]),
    ...(put.length > 0 ? [`without ${put.map(shortEntry).join(', ')}`] : []),
    ...(remove.length > 0 ? [`with ${remove.map(shortEntry).join(', ')}`] : []),
  ]
}
