import { SignInSettingsPage } from '#components/sign-in/sign-in-settings-page.tsx'

export default function Page() {
  return <SignInSettingsPage />
}
