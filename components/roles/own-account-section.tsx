'use client'

import { useTranslations } from 'next-intl'
import type { z } from 'zod'
import { Section } from '#components/layout/section.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { RoleSettings } from '#lib/roles/settings-schema.ts'

/** With which account the console asks, and what it lacks. */
export function OwnAccountSection({ account }: { account: z.output<typeof RoleSettings>['ownAccount'] }) {
  const t = useTranslations('roles.brokers')
  const tRoles = useTranslations('roles')
  return (
    <Section title={t('own')}>
      {account === null ? (
        <p className="max-w-[72ch] text-fg-2">{t('ownNone')}</p>
      ) : (
        <div className="grid gap-2">
          <KeyValuePanel
            items={[
              { label: tRoles('accessKey'), value: account.accessKey, isMono: true, copy: account.accessKey },
              { label: tRoles('kind'), value: account.kind === null ? '?' : tRoles(`kinds.${account.kind}`) },
            ]}
          />
          {account.missing.length > 0 && (
            <Strip tone="warning">
              {t('ownLacks', {
                list: account.missing.map(({ resource, action }) => `${resource} ${action}`).join(', '),
              })}
            </Strip>
          )}
        </div>
      )}
    </Section>
  )
}
