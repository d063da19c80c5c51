import { readFileSync } from 'node:fs'
import type { DemoFile } from '#dev/demo/start-demo.ts'

/**
 * Sign-in names; the administrator's is in the file. All have the same password. The viewer is the tests' own, of the whole cluster:
 * that of the demo sees one namespace.
 */
export const roles = { admin: null, operator: 'demo_operator', viewer: 'e2e_viewer' } as const
export type Role = keyof typeof roles

export function readDemo(): DemoFile {
  const file = process.env.APOGEE_DEMO
  if (!file) throw new Error('APOGEE_DEMO is not set: run through `npm test`, or give the demo.json of a running demo')
  return JSON.parse(readFileSync(file, 'utf8')) as DemoFile
}

export const storageStatePath = (role: Role) => `.apogee/test/auth/${role}.json`
