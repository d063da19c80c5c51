'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

interface LoadingProps {
  shape?: 'rows' | 'block'
  /** What is being read, said after 2 s: "Reading topic configs". */
  what?: string | undefined
  onCancel?: (() => void) | undefined
}

const widths = ['40%', '52%', '32%', '46%', '37%', '49%']

/** Nothing for 200 ms, then skeletons in the shape of the rows; after 2 s what is being read, and a way out. */
export function Loading({ shape = 'rows', what, onCancel }: LoadingProps) {
  const t = useTranslations('states')
  const [isSlow, setIsSlow] = useState(false)

  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), 2000)
    return () => clearTimeout(timer)
  }, [])

  return (
    <div className="appear-late" aria-busy="true">
      <div role="status" className={isSlow ? 'flex min-h-9 items-center gap-2 text-fg-2' : 'sr-only'}>
        {isSlow && <Icon name="clock" className="text-fg-3" />}
        {isSlow ? (what ?? t('loading')) : t('loading')}
        {isSlow && onCancel && (
          <Button variant="ghost" size="s" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </div>
      {shape === 'block' ? (
        <Skeleton width="100%" height={96} />
      ) : (
        widths.map((width) => (
          <div key={width} className="flex h-(--row) items-center gap-6 border-b border-line-1">
            <div className="flex-1">
              <Skeleton width={width} />
            </div>
            <Skeleton width={48} />
            <Skeleton width={64} />
          </div>
        ))
      )}
    </div>
  )
}
