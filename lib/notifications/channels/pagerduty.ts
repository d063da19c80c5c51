import { env } from '#lib/env.ts'
import { labelsOf, messageLinks } from '../message.ts'
import { type HttpChannel, json, need, parseObject, statusError } from './adapter.ts'

/**
 * PagerDuty's Events API v2: one event per alarm, so nothing is grouped. The alarm's id is the key by which PagerDuty joins what
 * it hears of it, and closes it when it is resolved.
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
export const pagerduty: HttpChannel<'PAGERDUTY'> = {
  call({ message, config, secrets }) {
    const [first] = message.items
    const notice = first?.notice
    const dedupKey = (notice?.instanceId ?? message.messageId).slice(0, 255)
    const identity = { routing_key: need(secrets, 'routingKey'), dedup_key: dedupKey }
    if (message.isResolved) return json(config.url, { ...identity, event_action: 'resolve' })
    const severities = { CRITICAL: 'critical', WARNING: 'warning', INFO: 'info' } as const
    const { brokerName, address, groupName, topicName } = notice?.object ?? {}
    return json(config.url, {
      ...identity,
      event_action: 'trigger',
      payload: {
        summary: message.title.slice(0, 1024),
        source: notice?.clusterName ?? 'Apogee',
        severity: severities[message.severity],
        timestamp: message.at.toISOString(),
        component: groupName ?? topicName ?? brokerName ?? address ?? 'Apogee',
        group: notice?.environment ?? 'Apogee',
        class: notice?.metric ?? message.kind,
        custom_details: notice ? { ...labelsOf(notice), details: first.details.join('\n') } : {},
      },
      client: 'Apogee',
      client_url: first?.links[0]?.url ?? env().APOGEE_URL,
      links: messageLinks(message).map(({ label, url }) => ({ href: url, text: label })),
    })
  },
  read(reply) {
    const status = statusError(reply)
    if (status) return { error: status }
    const said = parseObject(reply.body)
    return { error: said?.status === 'success' ? null : `PagerDuty answered ${reply.body.slice(0, 200)}` }
  },
}
