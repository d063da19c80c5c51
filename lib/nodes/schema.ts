import { z } from 'zod'
import { TargetError, Time } from '#lib/api/endpoint.ts'
import { Health, HealthReason } from '#lib/clusters/schema.ts'

export const NodeKind = z.enum(['broker', 'nameServer', 'proxy', 'controller'])
export type NodeKind = z.output<typeof NodeKind>

/** A process of a cluster, as the last node check saw it. */
export const Node = z
  .object({
    kind: NodeKind,
    /** Dialled: after the address map. */
    address: z.string(),
    announcedAddress: z.string(),
    /** Null until it was asked once, and again when the last check is too old to believe. */
    isUp: z.boolean().nullable(),
    roundTripMs: z.number().nullable(),
    version: z.string().nullable(),
    /** Since when it is up or down. */
    since: Time,
    checkedAt: Time.nullable(),
    lastSeenAt: Time.nullable(),
    error: TargetError.optional(),
    clusterName: z.string().optional(),
    brokerName: z.string().optional(),
    brokerId: z.number().int().optional(),
    role: z.enum(['MASTER', 'SLAVE']).optional(),
  })
  .meta({ id: 'Node' })
export type Node = z.output<typeof Node>

export const nodeSortFields = ['kind', 'address', 'brokerName', 'isUp', 'roundTripMs', 'version', 'since'] as const
export type NodeSortField = (typeof nodeSortFields)[number]

/** Health of one cluster and why. */
export const ClusterHealthAnswer = z
  .object({
    health: Health,
    healthReasons: z.array(HealthReason),
    healthSince: Time.nullable(),
    checkedAt: Time.nullable(),
  })
  .meta({ id: 'ClusterHealth' })
export type ClusterHealthAnswer = z.output<typeof ClusterHealthAnswer>
