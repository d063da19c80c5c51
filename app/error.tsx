'use client'

import { PageError } from '#components/layout/page-error.tsx'

interface RootErrorProps {
  error: Error & { digest?: string }
  reset: () => void
}

/** Outside the shell there is no landmark around the page. */
export default function RootError(props: RootErrorProps) {
  return (
    <main className="px-6">
      <PageError {...props} />
    </main>
  )
}
