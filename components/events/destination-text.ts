import type { EventSubscription } from '#lib/events/schema.ts'

/** In one line, as it is dialled. */
export function addressOf(destination: EventSubscription['destination']): string {
  if (destination.kind === 'WEBHOOK') return destination.url
  const { host, port, protocol } = destination
  return `syslog+${protocol.toLowerCase()}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
