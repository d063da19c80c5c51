import type { BrowserContextOptions } from '@playwright/test'
import type { DemoFile } from '#dev/demo/start-demo.ts'

export type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>

/**
 * What a browser holds after signing in to the demo.
 * @throws with the answer, when the demo refuses
 */
export async function signIn(demo: DemoFile, name: string): Promise<StorageState> {
  const { origin, hostname } = new URL(demo.url)
  const response = await fetch(`${demo.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ name, password: demo.password }),
  })
  if (!response.ok) throw new Error(`Sign-in as ${name} answered ${response.status}: ${await response.text()}`)
  const cookies = response.headers.getSetCookie().map((header) => {
    const [pair = ''] = header.split(';')
    const split = pair.indexOf('=')
    return {
      name: pair.slice(0, split),
      value: pair.slice(split + 1),
      domain: hostname,
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: false,
      sameSite: 'Lax' as const,
    }
  })
  return { cookies, origins: [] }
}
