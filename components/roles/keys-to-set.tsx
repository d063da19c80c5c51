'use client'

import { useTranslations } from 'next-intl'
import type { z } from 'zod'
import { Section } from '#components/layout/section.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import type { RoleBroker } from '#lib/roles/schema.ts'
import type { RoleSettings } from '#lib/roles/settings-schema.ts'
import { useBrokerWords } from './use-broker-words.ts'

type Keys = z.output<typeof RoleSettings>['keysToSet']

/** What switches access control on, as lines of a broker's configuration; brokers that lack the same stand together. */
export function KeysToSet({ keys, brokers }: { keys: Keys; brokers: readonly RoleBroker[] }) {
  const t = useTranslations('roles.brokers')
  const words = useBrokerWords()
  if (keys.length === 0) return null
  const groups = new Map<string, { addresses: string[]; lines: string[] }>()
  for (const broker of brokers) {
    const lines = keys
      .filter((each) => each.brokers.includes(broker.address))
      .map(({ key, value }) => `${key}=${value}`)
    if (lines.length === 0) continue
    const id = lines.join('\n')
    const group = groups.get(id) ?? { addresses: [], lines }
    group.addresses.push(broker.address)
    groups.set(id, group)
  }
  return (
    <Section title={t('keys')}>
      <p className="mb-2 max-w-[72ch] text-fg-2">{t('keysText')}</p>
      <div className="grid gap-3">
        {[...groups].map(([id, { addresses, lines }]) => {
          const names = words.list(brokers.filter(({ address }) => addresses.includes(address)))
          return (
            <div key={id}>
              <div className="mb-1 text-12 text-fg-3">{names}</div>
              <CodeBlock wrap label={t('keysOf', { brokers: names })} copy={lines.join('\n')} copyLabel={t('copyKeys')}>
                {lines.join('\n')}
              </CodeBlock>
            </div>
          )
        })}
      </div>
    </Section>
  )
}
