import type { ClientSample } from '#lib/monitoring/sample.ts'
import { clientRisk } from './client-risk.ts'
import type { Client } from './schema.ts'

/** A sampled client as it is shown. */
export function toClient({ versionOrdinal: _, seenBy, topics, ...sample }: ClientSample): Client {
  const risk = clientRisk(sample.language, sample.version)
  return {
    ...sample,
    host: hostOf(sample.clientId),
    ...(risk && { risk }),
    seenBy: { ...seenBy, proxies: [...seenBy.proxies] },
    topics: [...topics],
  }
}

/** Ids begin with the host as its machine knows it: `10.0.0.1@4711#9`, `web-3@17@2@x1`. Null for ids that a person made up. */
export function hostOf(clientId: string): string | null {
  const cut = clientId.indexOf('@')
  return cut > 0 ? clientId.slice(0, cut) : null
}
