import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { Shell } from '#components/layout/shell.tsx'
import { SearchPaletteSources } from '#components/search/search-palette-sources.tsx'
import { getSession } from '#lib/users/session.ts'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const page = await getSession()
  if (page.state !== 'signed-in') {
    if (page.state === 'set-up-required') redirect('/setup')
    const asked = (await headers()).get('x-asked-path') ?? '/'
    redirect(asked === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(asked)}`)
  }
  return (
    <Shell session={page.session} account={page.account}>
      <SearchPaletteSources />
      {children}
    </Shell>
  )
}
