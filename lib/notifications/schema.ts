import { z } from 'zod'
import { ClusterId, Time } from '#lib/api/endpoint.ts'

export const NoticeLanguage = z.enum(['en', 'zh-CN'])
export type NoticeLanguage = z.output<typeof NoticeLanguage>

export const Name = z.string().trim().min(1).max(60)
export const Revision = z.string().max(32)

export const ObjectShape = z
  .strictObject({
    brokerName: z.string().max(255).optional(),
    address: z.string().max(255).optional(),
    topicName: z.string().max(255).optional(),
    groupName: z.string().max(255).optional(),
    clientId: z.string().max(255).optional(),
    namespace: z.string().max(255).optional(),
  })
  .meta({ id: 'NoticeObject' })

/** What the buttons of a message lead to. */
export const AlarmAction = z.enum(['acknowledge', 'silence'])
export type AlarmAction = z.output<typeof AlarmAction>
export const AlarmLink = z
  .object({ action: AlarmAction, clusterId: ClusterId, instanceId: z.string(), expiresAt: Time })
  .meta({ id: 'AlarmLink' })
export type AlarmLink = z.output<typeof AlarmLink>
