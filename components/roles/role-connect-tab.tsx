'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { SnippetPanel } from '#components/connect/snippet-panel.tsx'
import { useSnippetUrl } from '#components/connect/use-snippet-url.ts'
import { Section } from '#components/layout/section.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { Role, RoleItem } from '#lib/roles/schema.ts'
import { rolesQuery } from './queries.ts'
import { roleHref } from './role-href.ts'
import { RoleStatePill } from './role-state-pill.tsx'
import { useRoleAccess } from './use-role-access.ts'

interface RoleConnectTabProps {
  clusterId: string
  role: Role
  onReveal: (roleName: string) => void
}

/** The name of a role without the number of a twin. */
const baseOf = (roleName: string) => roleName.replace(/-\d{1,3}$/, '')

/** How a program uses the role: its keys, its twins while clients move from one to the other, a program to start from. */
export function RoleConnectTab({ clusterId, role, onReveal }: RoleConnectTabProps) {
  const t = useTranslations('roles.connect')
  const [choice, choose] = useSnippetUrl()
  const base = baseOf(role.roleName)
  const { data } = useQuery(rolesQuery(clusterId, { accessKey: base, page: 1, pageSize: 500, sort: 'roleName' }))
  const twins = (data?.items ?? []).filter(({ roleName }) => baseOf(roleName) === base)
  const shown: RoleItem[] = twins.length > 0 ? twins : [role]
  const variables = `export ROCKETMQ_ACCESS_KEY=${role.roleName}\nexport ROCKETMQ_SECRET_KEY='<SECRET>'`
  return (
    <div className="max-w-[960px] pt-3">
      {role.status === 'disabled' && (
        <Strip tone="warning" className="mb-3">
          {t('disabled')}
        </Strip>
      )}
      <Section title={t('keys')} className="mt-0">
        {shown.length > 1 && <p className="mb-2 max-w-[72ch] text-fg-2">{t('twins')}</p>}
        <ul className="border-t border-line-1">
          {shown.map((twin) => (
            <Keys
              key={twin.roleName}
              clusterId={clusterId}
              role={twin}
              isThis={twin.roleName === role.roleName}
              onReveal={onReveal}
            />
          ))}
        </ul>
      </Section>
      <Section title={t('variables')}>
        <p className="mb-2 max-w-[72ch] text-fg-2">{t('variablesText')}</p>
        <CodeBlock wrap label={t('variables')} copy={variables} copyLabel={t('copyVariables')}>
          {variables}
        </CodeBlock>
      </Section>
      <Section title={t('program')}>
        <SnippetPanel
          clusterId={clusterId}
          choice={{ ...choice, what: choice.what ?? 'SEND_NORMAL' }}
          onChange={choose}
          credentials
        />
      </Section>
    </div>
  )
}

interface KeysProps {
  clusterId: string
  role: RoleItem
  /** The role of the page. */
  isThis: boolean
  onReveal: (roleName: string) => void
}

function Keys({ clusterId, role, isThis, onReveal }: KeysProps) {
  const t = useTranslations('roles.connect')
  const may = useRoleAccess(clusterId)
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line-1 py-1">
      <span className="min-w-0 font-mono text-12 [overflow-wrap:anywhere]">
        {isThis ? role.roleName : <Link href={roleHref(clusterId, role.roleName, 'connect')}>{role.roleName}</Link>}
      </span>
      <CopyButton text={role.roleName} label={t('copyKey', { name: role.roleName })} />
      <RoleStatePill status={role.status} />
      <Button
        size="s"
        icon="eye"
        className="ml-auto"
        onClick={() => onReveal(role.roleName)}
        disabledReason={may.reveal(role)}
      >
        {t('reveal')}
      </Button>
    </li>
  )
}
