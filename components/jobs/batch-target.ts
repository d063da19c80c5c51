import { call } from '#lib/api/call.ts'
import { batchGroupsEndpoint } from '#lib/groups/api.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import { importRolesEndpoint } from '#lib/roles/api.ts'
import { batchTopicsEndpoint } from '#lib/topics/api.ts'
import type { TopicPatch } from '#lib/topics/schema.ts'

/** What a bulk action is about: these names, or all that a filter of the list finds. */
export type BatchScope = { kind: 'names'; names: readonly string[] } | { kind: 'filter'; filter: object; count: number }

export const countOf = (scope: BatchScope): number => (scope.kind === 'names' ? scope.names.length : scope.count)

interface Options {
  dryRun: boolean
  confirm?: string
  /** Of the preview that was shown. */
  revision?: string
  reason?: string
  source: string
}

type Things = 'topics' | 'groups'

export function deleteBatch(
  things: Things,
  clusterId: string,
  scope: BatchScope,
  { dryRun, force, ...options }: Options & { force: boolean },
): Promise<BatchAnswer> {
  const rest = { action: 'delete' as const, force, ...options }
  if (things === 'topics') {
    return call(batchTopicsEndpoint, {
      params: { clusterId },
      query: { dryRun },
      body: { ...rest, ...(scope.kind === 'names' ? { topicNames: [...scope.names] } : { filter: scope.filter }) },
    })
  }
  return call(batchGroupsEndpoint, {
    params: { clusterId },
    query: { dryRun },
    body: { ...rest, ...(scope.kind === 'names' ? { groupNames: [...scope.names] } : { filter: scope.filter }) },
  })
}

/** Reads only, so there is nothing to confirm. */
export function diagnoseBatch(clusterId: string, scope: BatchScope, source: string): Promise<BatchAnswer> {
  return call(batchGroupsEndpoint, {
    params: { clusterId },
    query: { dryRun: false },
    body: {
      action: 'diagnose',
      source,
      ...(scope.kind === 'names' ? { groupNames: [...scope.names] } : { filter: scope.filter }),
    },
  })
}

export function changeBatch(
  clusterId: string,
  scope: BatchScope,
  { dryRun, patch, ...options }: Options & { patch: Omit<TopicPatch, 'revision'> },
): Promise<BatchAnswer> {
  return call(batchTopicsEndpoint, {
    params: { clusterId },
    query: { dryRun },
    body: {
      action: 'update',
      patch,
      ...options,
      ...(scope.kind === 'names' ? { topicNames: [...scope.names] } : { filter: scope.filter }),
    },
  })
}

export function importBatch(
  things: Things | 'roles',
  clusterId: string,
  { dryRun, ...rest }: { dryRun: boolean; format: 'csv' | 'ndjson'; text: string; source: string },
): Promise<BatchAnswer> {
  if (things === 'roles') return call(importRolesEndpoint, { params: { clusterId }, query: { dryRun }, body: rest })
  const input = { params: { clusterId }, query: { dryRun }, body: { action: 'create' as const, ...rest } }
  return things === 'topics' ? call(batchTopicsEndpoint, input) : call(batchGroupsEndpoint, input)
}
