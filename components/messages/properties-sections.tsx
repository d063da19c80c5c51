'use client'

import { useTranslations } from 'next-intl'
import { MaskMark } from '#components/masking/mask-notes.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import type { MaskNote } from '#lib/masking/schema.ts'
import type { Message } from '#lib/messages/schema.ts'

/** What the user set and what RocketMQ did, apart; each of the latter explained. */
export function PropertiesSections({ message }: { message: Message }) {
  const t = useTranslations('messages.properties')
  const { properties, systemProperties, masking = [] } = message
  const partOf = (name: string) => (name === 'KEYS' ? 'KEYS' : name === 'TAGS' ? 'TAG' : 'PROPERTY')
  const notesOf = (name: string) =>
    masking.filter((note) => note.part === partOf(name) && (note.part !== 'PROPERTY' || note.name === name))
  const own = Object.entries(properties)
  const system = Object.entries(systemProperties)
  return (
    <>
      <DrawerSection
        title={t('user')}
        count={own.length}
        {...(own.length > 0 && {
          end: <CopyButton text={JSON.stringify(properties, null, 2)} label={t('copy')} size="m" />,
        })}
      >
        {own.length === 0 ? (
          <p className="text-fg-3">{t('none')}</p>
        ) : (
          <PropertyList rows={own.map(([name, value]) => ({ name, value, masking: notesOf(name) }))} />
        )}
      </DrawerSection>
      <DrawerSection
        title={t('system')}
        count={system.length}
        end={<CopyButton text={JSON.stringify(systemProperties, null, 2)} label={t('copy')} size="m" />}
      >
        <PropertyList
          rows={system.map(([name, value]) => {
            const key = `explained.${name}` as 'explained.KEYS' // names come from brokers: `has` asks before they are used
            return { name, value, masking: notesOf(name), ...(t.has(key) && { note: t(key) }) }
          })}
        />
      </DrawerSection>
    </>
  )
}

interface PropertyLine {
  name: string
  value: string
  note?: string
  masking: readonly MaskNote[]
}

function PropertyList({ rows }: { rows: readonly PropertyLine[] }) {
  return (
    <dl className="grid grid-cols-[minmax(112px,max-content)_minmax(0,1fr)] gap-x-4">
      {rows.map(({ name, value, note, masking }) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid border-t border-line-1 py-1 first:border-t-0">
          <dt className="font-mono text-12 leading-5 [overflow-wrap:anywhere] text-fg-3">{name}</dt>
          <dd className="min-w-0">
            <MaskMark notes={masking} />
            <span className="font-mono text-12 leading-5 [overflow-wrap:anywhere] whitespace-pre-wrap">{value}</span>
            {note && <span className="block text-12 text-fg-3">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
