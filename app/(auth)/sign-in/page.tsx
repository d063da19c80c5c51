import { redirect } from 'next/navigation'
import { SignInPage } from '#components/sign-in/sign-in-page.tsx'
import { isSetUp } from '#lib/users/set-up-state.ts'

export default async function Page() {
  if (!(await isSetUp())) redirect('/setup')
  return <SignInPage />
}
