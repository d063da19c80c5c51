import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { env } from '#lib/env.ts'
import type { FileProvider, FileSecret } from './schema.ts'

export type SecretName = keyof FileProvider['secrets']
/** Of one provider: its secrets, or why one cannot be had and where it was looked for. */
export type ProviderSecrets = { values: Partial<Record<SecretName, string>> } | { missing: string; detail: string }

const MAX_LENGTH = 4096

/** Fetches what the file says where to find. */
export async function readSecrets({ secrets }: FileProvider): Promise<ProviderSecrets> {
  const values: Partial<Record<SecretName, string>> = {}
  for (const name of ['clientSecret', 'bindPassword'] as const) {
    const secret = secrets[name]
    if (!secret) continue
    const place = 'file' in secret ? secret.file : secret.env
    try {
      values[name] = await readSecret(secret)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const reason = 'code' in error ? String(error.code) : error.message
      return { missing: place, detail: `${name}: ${place}: ${reason}` }
    }
  }
  return { values }
}

/** A file may end in a line feed. @throws Error */
async function readSecret(secret: FileSecret): Promise<string> {
  const text = 'env' in secret ? process.env[secret.env] : await readSmall(secret.file)
  const value = text?.replace(/\r?\n$/, '')
  if (value === undefined || value === '') throw new Error('is empty or not set')
  if (value.length > MAX_LENGTH) throw new Error(`has more than ${MAX_LENGTH} characters`)
  // No secret of one line, but perhaps a file of many secrets.
  if (/\p{Cc}/u.test(value)) throw new Error('has control characters')
  return value
}

async function readSmall(name: string): Promise<string> {
  const file = await realpath(name)
  // Whoever writes the access file must not have the console send its own root secret to a provider.
  const dataDir = await realpath(env().APOGEE_DATA_DIR).catch(() => env().APOGEE_DATA_DIR) // it may not be there
  if (file.startsWith(dataDir + path.sep)) throw new Error('is in the data directory of the console')
  if ((await stat(file)).size > 4 * MAX_LENGTH) throw new Error(`has more than ${MAX_LENGTH} characters`)
  return await readFile(file, 'utf8')
}
