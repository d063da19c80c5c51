import { notFound } from 'next/navigation'
import { SetUpPage } from '#components/users/set-up-page.tsx'
import { isSetUp } from '#lib/users/set-up-state.ts'

export default async function Page() {
  if (await isSetUp()) notFound()
  return <SetUpPage />
}
