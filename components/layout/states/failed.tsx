'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { copyText } from '#components/ui/copy-text.ts'
import { Absence } from './absence.tsx'
import { problemDetails, problemOf } from './problem-words.ts'

interface FailedProps {
  error: unknown
  onRetry?: (() => void) | undefined
  /** Another way on than the same again. */
  elsewhere?: ReactNode
}

/** Nothing arrived: plain words, then the facts that somebody else can work with. */
export function Failed({ error, onRetry, elsewhere }: FailedProps) {
  const t = useTranslations('problem')
  const [isCopied, setIsCopied] = useState(false)
  const problem = problemOf(error)
  const code = problem?.code ?? 'NO_CONNECTION'
  const details = problemDetails(error)
  return (
    <Absence
      icon="critical"
      tone="critical"
      title={t(`title.${code}`)}
      actions={
        <>
          {onRetry && (
            <Button icon="refresh" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {elsewhere}
          <Button
            variant="ghost"
            icon={isCopied ? 'check' : 'copy'}
            onClick={async () => setIsCopied(await copyText(details))}
          >
            {isCopied ? t('copied') : t('copyDetails')}
          </Button>
        </>
      }
    >
      <p>{t(`advice.${code}`)}</p>
      <CodeBlock wrap label={t('details')} className="mt-2">
        {details}
      </CodeBlock>
    </Absence>
  )
}
