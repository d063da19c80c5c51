'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'
import { localeNames, locales } from '#i18n/locales.ts'
import { Horizon } from './horizon.tsx'
import { Mark } from './mark.tsx'
import { usePreferences } from './preferences-provider.tsx'
import { ThemeMenu } from './theme-menu.tsx'

/** Two columns: the form under the mark, the picture beside it where there is room. */
export function AuthFrame({ children }: { children: ReactNode }) {
  const t = useTranslations('layout.user')
  const { language, setPreferences } = usePreferences()
  return (
    <div className="grid min-h-dvh grid-cols-1 lg:grid-cols-[512px_minmax(0,1fr)]">
      <main className="flex flex-col border-line-2 px-6 pt-10 pb-7 sm:px-[72px] lg:border-r">
        <div className="flex items-center gap-2.5 text-[18px] font-semibold tracking-[-0.015em]">
          <Mark size={26} />
          Apogee
        </div>
        <div className="my-auto w-full max-w-[368px] py-10">{children}</div>
        <footer className="flex items-center gap-1 text-12 text-fg-3">
          <nav aria-label={t('language')} className="-ml-2 flex flex-1">
            {locales.map((locale) => (
              <button
                key={locale}
                type="button"
                lang={locale}
                aria-pressed={locale === language}
                onClick={() => setPreferences({ language: locale })}
                className={cx(
                  'min-h-7 rounded-1 px-2',
                  locale === language ? 'text-fg-1' : 'text-accent hover:underline',
                )}
              >
                {localeNames[locale]}
              </button>
            ))}
          </nav>
          <ThemeMenu onChoose={setPreferences} />
          <span>{process.env.NEXT_PUBLIC_APOGEE_VERSION}</span>
        </footer>
      </main>
      <div className="relative overflow-hidden bg-surface-1 max-lg:hidden">
        <Horizon />
      </div>
    </div>
  )
}
