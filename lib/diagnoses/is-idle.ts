import type { ClientFacts } from './facts.ts'

/** Consuming nothing for so long with messages waiting is worth a look; {@link ClientFacts.isHung} takes five minutes. */
const IDLE_MS = 60_000

/** How long a client has consumed nothing; null when it does not tell. */
export const idleMs = ({ lastConsumeAt }: Pick<ClientFacts, 'lastConsumeAt'>, at: Date): number | null =>
  lastConsumeAt ? at.getTime() - lastConsumeAt.getTime() : null

/** Messages wait for it, and it consumes none. */
export const isIdle = (client: Pick<ClientFacts, 'lag' | 'cached' | 'lastConsumeAt'>, at: Date): boolean =>
  ((client.lag ?? 0n) > 0n || (client.cached ?? 0) > 0) && (idleMs(client, at) ?? 0) > IDLE_MS
