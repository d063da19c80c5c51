import { z } from 'zod'
import type { Metadata } from '#lib/api/endpoint.ts'
import type { ResourceMetadata } from '#lib/db/generated/client.ts'

/** What can carry metadata besides clusters, whose metadata is in their registration. */
export type ResourceKind = 'topic' | 'group' | 'namespace' | 'role'

/** Absent = unchanged, null = cleared. Lengths and label keys were checked by the schema of the endpoint. */
export interface MetadataPatch {
  remark?: string | null | undefined
  labels?: Record<string, string> | null | undefined
  owner?: string | null | undefined
  deletionProtection?: boolean | undefined
  /** Of a namespace. */
  maxTopics?: number | null | undefined
  maxGroups?: number | null | undefined
}

/** Metadata of one thing and the revision to send back with a change. */
export interface StoredMetadata extends Metadata {
  revision: string
  /** Of a namespace: how many topics and groups may be created in it; null = any number. */
  maxTopics: number | null
  maxGroups: number | null
}

/** Of what was never declared here. */
export const undeclared: StoredMetadata = {
  remark: null,
  labels: {},
  owner: null,
  deletionProtection: false,
  isDeclared: false,
  revision: '0',
  maxTopics: null,
  maxGroups: null,
}

const StoredLabels = z.record(z.string(), z.string())

export function toStoredMetadata(row: ResourceMetadata): StoredMetadata {
  return {
    remark: row.remark,
    labels: StoredLabels.parse(row.labels),
    owner: row.owner,
    deletionProtection: row.deletionProtection,
    isDeclared: true,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    revision: String(row.revision),
    maxTopics: row.maxTopics,
    maxGroups: row.maxGroups,
  }
}
