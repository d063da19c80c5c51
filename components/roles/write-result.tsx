'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { OutcomeList } from '#components/layout/outcome-list.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { CommandBox } from '#components/ui/command-box.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { InForce } from './in-force.tsx'
import { SecretBox } from './secret-box.tsx'
import type { RoleWritten } from './use-role-write.ts'

interface WriteResultProps {
  /** Null: several. */
  roleName: string | null
  written: RoleWritten
  isBusy: boolean
  /** Why a retry or a check failed. */
  error: unknown
  onRetry: () => void
  onCheck: () => void
  children?: ReactNode
}

/** What became of a write on each broker; a generated secret, once. */
export function WriteResult({ roleName, written, isBusy, error, onRetry, onCheck, children }: WriteResultProps) {
  const t = useTranslations('roles.result')
  const tReveal = useTranslations('roles.reveal')
  const { answer, outcome } = written
  const done = outcome.done.length
  const left = outcome.failed.length + outcome.unknown.length
  const touched = done + left
  const name = ('resource' in answer && answer.resource?.roleName) || roleName
  const secret = 'newSecretKey' in answer ? answer.newSecretKey : undefined
  const leftDisabledOn = 'leftDisabledOn' in answer ? answer.leftDisabledOn : []
  const nameAt = new Map(
    [...outcome.done, ...outcome.failed, ...outcome.unknown].map(({ address, brokerName }) => [address, brokerName]),
  )
  const stillDisabled = leftDisabledOn.filter((address) => !outcome.done.some((target) => target.address === address))
  return (
    <div className="grid gap-4">
      <h3 className="text-14 font-semibold [overflow-wrap:anywhere]" aria-live="polite">
        {touched === 0
          ? t('saved')
          : t(left === 0 ? 'written' : 'partly', {
              name: name ?? t('roles'),
              done: String(done),
              total: String(touched),
            })}
      </h3>
      {secret !== undefined && name !== null && (
        <div className="grid gap-2">
          <Strip tone="warning" icon="key">
            {t('once')}
          </Strip>
          <SecretBox label={tReveal('accessKey')} value={name} copyLabel={tReveal('copyAccessKey')} />
          <SecretBox label={tReveal('secret')} value={secret} copyLabel={tReveal('copySecret')} />
        </div>
      )}
      {stillDisabled.length > 0 && (
        <Strip tone="warning">
          {t('leftDisabled', { brokers: stillDisabled.map((address) => nameAt.get(address) ?? address).join(', ') })}
        </Strip>
      )}
      {error !== null && error !== undefined && <ProblemStrip error={error} />}
      {touched > 0 && (
        <div aria-busy={isBusy}>
          <OutcomeList
            outcome={outcome}
            onRetry={isBusy ? undefined : onRetry}
            onCheck={isBusy ? undefined : onCheck}
          />
        </div>
      )}
      {'skipped' in answer && answer.skipped.length > 0 && (
        <ul className="grid gap-1 text-12 text-fg-2">
          {answer.skipped.map(({ target, detail }) => (
            <li key={`${target} ${detail}`} className="[overflow-wrap:anywhere]">
              {t('skipped', { target, detail })}
            </li>
          ))}
        </ul>
      )}
      {left > 0 && <Strip tone="info">{t('staysPartly')}</Strip>}
      {done > 0 && <InForce by={answer.inForceBy} />}
      {children}
      {touched > 0 && <CommandBox command={answer.command === '' ? null : answer.command} />}
    </div>
  )
}
