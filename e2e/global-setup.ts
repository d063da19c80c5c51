import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { testConsole } from '#dev/build-pages.ts'
import { type DemoFile, startDemo } from '#dev/demo/start-demo.ts'
import { readDemo, roles, storageStatePath } from '#e2e/demo-file.ts'
import { startReverseProxy } from '#e2e/reverse-proxy.ts'
import { signIn } from '#e2e/sign-in.ts'

/**
 * The demo as a user starts it, on a free folder and port; `APOGEE_DEMO` names the demo.json of one that runs already. Each role
 * signs in once and keeps its cookie for all tests.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  let stop = async () => {}
  if (!process.env.APOGEE_DEMO) {
    const dataDir = '.apogee/test/demo'
    rmSync(dataDir, { recursive: true, force: true })
    const accessFile = path.resolve('.apogee/test/access.json')
    mkdirSync(path.dirname(accessFile), { recursive: true })
    writeFileSync(accessFile, '{}')
    const directPort = Number(new URL(testConsole.directUrl).port)
    const proxy = await startReverseProxy({ port: testConsole.port, targetPort: directPort })
    stop = proxy.stop
    const demo = await startDemo({
      port: directPort,
      url: testConsole.url,
      env: { APOGEE_TRUSTED_PROXIES: '127.0.0.1,::1', APOGEE_ACCESS_FILE: accessFile },
      dataDir,
      report: (line) => process.stdout.write(`${line}\n`),
    })
    process.env.APOGEE_DEMO = `${dataDir}/demo.json`
    stop = async () => {
      await demo.stop()
      await proxy.stop()
    }
  }
  try {
    await signInAll()
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}

async function signInAll(): Promise<void> {
  const demo = readDemo()
  await makeViewer(demo)
  mkdirSync('.apogee/test/auth', { recursive: true })
  for (const [role, name] of Object.entries(roles))
    writeFileSync(storageStatePath(role as keyof typeof roles), JSON.stringify(await signIn(demo, name ?? demo.user)))
}

/** A demo that was used by tests before has it already. */
async function makeViewer({ url, token, clusterId, password }: DemoFile): Promise<void> {
  const response = await fetch(`${url}/api/v1/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: roles.viewer,
      email: `${roles.viewer}@example.com`,
      password,
      needsPasswordChange: false,
      grants: [{ permissionSet: 'viewer', scope: { clusters: { clusterIds: [clusterId] } } }],
    }),
  })
  if (!response.ok && response.status !== 409)
    throw new Error(`${roles.viewer} could not be made: ${response.status} ${await response.text()}`)
}
