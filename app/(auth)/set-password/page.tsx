import { SetPasswordPage } from '#components/sign-in/set-password-page.tsx'

export default function Page() {
  return <SetPasswordPage />
}
