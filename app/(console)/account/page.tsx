import { AccountPage } from '#components/users/account-page.tsx'

export default function Page() {
  return <AccountPage />
}
