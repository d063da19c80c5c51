import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import { NextIntlClientProvider } from 'next-intl'
import { getLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Providers } from '#components/layout/providers.tsx'
import { themeScript } from '#components/layout/theme.ts'
import { IconSprite } from '#components/ui/icon-sprite.tsx'
import { basePath } from '#lib/base-path.ts'
import { defaultPreferences, type Preferences, parsePreferences, preferencesCookie } from '#lib/preferences.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Apogee', template: '%s · Apogee' },
  robots: { index: false, follow: false },
  icons: { icon: `${basePath}/mark.svg` },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const language = await getLocale()
  const cookie = (await cookies()).get(preferencesCookie)?.value
  const preferences: Preferences = { ...defaultPreferences, ...parsePreferences(cookie), language }
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    <html
      lang={language}
      data-theme={preferences.theme === 'dark' ? 'dark' : 'light'}
      data-theme-choice={preferences.theme}
      // The script below may have changed the theme before React arrives.
      suppressHydrationWarning
    >
      <body>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, run before the first paint */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: themeScript }} />
        <IconSprite />
        <NextIntlClientProvider>
          <Providers preferences={preferences}>{children}</Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  )
}
