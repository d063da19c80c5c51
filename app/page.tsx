import { redirect } from 'next/navigation'

/** The fleet is home. */
export default function Page() {
  redirect('/clusters')
}
