import { TokensPage } from '#components/users/tokens-page.tsx'

export default function Page() {
  return <TokensPage />
}
