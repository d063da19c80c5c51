import type { AuditRow } from '#lib/audit/schema.ts'
import { EventType } from './schema.ts'

/** They are recorded, and change nothing. */
const harmless = /\.(test|preview|snapshot|export|read-body|reveal[\w-]*|verify|download)$/
/** What is done to an object under another word. */
const kindOfThing: Readonly<Record<string, string>> = { offset: 'group', grant: 'user' }

/**
 * What a row of the audit says has happened: `topic.create` that went well is `topic.created`, a reset of offsets changes a group.
 * @returns null when nothing has, or nothing that there is an event for
 */
export function eventOfAudit({ action, outcome }: Pick<AuditRow, 'action' | 'outcome'>): EventType | null {
  if (outcome !== 'SUCCESS' && outcome !== 'PARTIAL') return null
  if (harmless.test(action)) return null
  const [thing = '', verb = ''] = action.split('.')
  const kind = kindOfThing[thing] ?? thing
  const isOfThing = kind === thing
  const change =
    isOfThing && (verb === 'create' || verb === 'set-up')
      ? 'created'
      : isOfThing && (verb === 'delete' || verb === 'remove')
        ? 'deleted'
        : 'changed'
  const type = EventType.safeParse(`${kind}.${change}`)
  return type.success ? type.data : null
}
