'use client'

import { useTranslations } from 'next-intl'
import { CodeBlock } from './code-block.tsx'

interface CommandBoxProps {
  /** null: no command does the same, which is said. */
  command: string | null
  label?: string
}

/** The same action as a command line, with the real values. */
export function CommandBox({ command, label }: CommandBoxProps) {
  const t = useTranslations('ui')
  return (
    <div>
      <div className="mb-1 text-12 text-fg-3">{label ?? t('sameWithCommand')}</div>
      {command === null ? (
        <div className="text-12 text-fg-2">{t('noCommand')}</div>
      ) : (
        <CodeBlock wrap copy={command} copyLabel={t('copyCommand')} label={label ?? t('sameWithCommand')}>
          {command}
        </CodeBlock>
      )}
    </div>
  )
}
