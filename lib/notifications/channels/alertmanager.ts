import { env } from '#lib/env.ts'
import { describeNotice, labelsOf, messageValues, variablesOf } from '../message.ts'
import { renderTemplate } from '../render-template.ts'
import { type HttpChannel, json, parseHeaders, statusError } from './adapter.ts'

const HOUR_MS = 3_600_000

/**
 * Pushes to the API v2 of an Alertmanager: all notices of a message at once. An alert is known by its labels, so they hold only what
 * does not change while it fires; it ends when its end time has come, which a resolved notice says is now.
 * @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml (POST /alerts)
 */
export const alertmanager: HttpChannel<'ALERTMANAGER'> = {
  call({ message, config, secrets, now }) {
    const url = `${config.url.replace(/\/+$/, '')}/api/v2/alerts`
    const endsAt = new Date(now.getTime() + config.resolveAfterHours * HOUR_MS)
    if (message.items.length === 0) {
      const labels = { alertname: message.kind === 'HEARTBEAT' ? 'ApogeeAlive' : 'ApogeeTest', severity: 'info' }
      const soon = message.kind === 'HEARTBEAT' ? endsAt : new Date(now.getTime() + 5 * 60_000)
      const alert = { labels, annotations: { summary: message.title }, startsAt: now, endsAt: soon }
      return json(url, [{ ...alert, generatorURL: env().APOGEE_URL }], parseHeaders(secrets.headers))
    }
    const alerts = message.items.map(({ notice, links }) => {
      const item = describeNotice(notice, message.language)
      const values = { ...messageValues(message), ...variablesOf(notice, message.language, 1) }
      const own = Object.entries(config.labels).map(([name, text]) => [name, renderTemplate(text, values)] as const)
      return {
        labels: { alertname: notice.ruleName, ...labelsOf(notice), ...Object.fromEntries(own) },
        annotations: {
          summary: item.firstLine,
          description: item.details.join('\n'),
          ...(notice.runbookUrl && { runbook_url: notice.runbookUrl }),
        },
        startsAt: notice.since,
        endsAt: notice.transition === 'RESOLVED' ? notice.at : endsAt,
        generatorURL: links[0]?.url ?? env().APOGEE_URL,
      }
    })
    return json(url, alerts, parseHeaders(secrets.headers))
  },
  read: (reply) => ({ error: statusError(reply) }),
}
