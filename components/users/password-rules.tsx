'use client'

import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'

/** What the browser can judge while typing; that a password is common is known to the server only. */
export function passwordRules(password: string, name: string): { isLongEnough: boolean; isNotName: boolean } {
  const lower = password.toLowerCase()
  return {
    isLongEnough: password.length >= 12 && password.length <= 128,
    isNotName: password !== '' && (name === '' || !lower.includes(name.toLowerCase())),
  }
}

export function PasswordRules({ password, name }: { password: string; name: string }) {
  const t = useTranslations('users.password')
  const { isLongEnough, isNotName } = passwordRules(password, name)
  const rules = [
    { isMet: isLongEnough, text: t('length', { count: password.length }) },
    { isMet: isNotName, text: t('notName') },
    { isMet: null, text: t('notCommon') },
  ]
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-12 text-fg-2">
      {rules.map(({ isMet, text }) => (
        <li key={text} className="flex items-center gap-1">
          <Icon
            name={isMet ? 'check' : 'pending'}
            size={14}
            className={cx(isMet ? 'text-ok' : 'text-fg-3')}
            label={isMet === null ? t('judgedLater') : isMet ? t('met') : t('notMet')}
          />
          {text}
        </li>
      ))}
    </ul>
  )
}
