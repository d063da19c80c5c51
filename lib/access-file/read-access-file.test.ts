import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it, test, vi } from 'vitest'
import { env } from '#lib/env.ts'
import { parseAccessFile, readAccessFile } from './read-access-file.ts'
import { readSecrets } from './read-secrets.ts'
import { AccessFileContent } from './schema.ts'

const dir = mkdtempSync(path.join(tmpdir(), 'apogee-access-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const faultsOf = (value: unknown) => {
  const read = parseAccessFile(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
  return 'faults' in read ? read.faults.map(({ path: place, rule }) => [place, rule]) : []
}
const everywhere = { clusters: 'all' }
const provider = (more: object = {}) => ({
  providerId: 'proxy',
  name: 'Proxy',
  config: { kind: 'HEADER', proxyCidrs: ['10.1.0.0/16'] },
  ...more,
})

describe('U-22: a file that cannot be used is told with the place', () => {
  test.each([
    ['{}', []],
    ['', [['', 'jsonAt']]],
    ['{"grants": [}', [['', 'jsonAt']]],
    ['[]', [['', 'type']]],
    [{ permissionset: [] }, [['permissionset', 'unknown']]],
    [
      { permissionSets: [{ name: 'ops', permissions: ['topic:reed'] }] },
      [['permissionSets[0].permissions[0]', 'noPermission']],
    ],
    [
      { permissionSets: ['ops', 'ops'].map((name) => ({ name, permissions: ['topic:read'] })) },
      [['permissionSets[1].name', 'repeated']],
    ],
    [
      { grants: [{ subject: { user: 'kim' }, permissionSet: 'viewer', scope: { clusters: {} } }] },
      [['grants[0].scope.clusters', 'emptyScope']],
    ],
    [
      { grants: [{ subject: { user: 'kim' }, permissionSet: 'ops', scope: everywhere }] },
      [['grants[0].permissionSet', 'notInFile']],
    ],
    [
      {
        grants: [
          { subject: { user: 'kim' }, permissionSet: 'viewer', scope: everywhere },
          { scope: everywhere, permissionSet: 'viewer', subject: { user: 'kim', source: 'local' } },
        ],
      },
      [['grants[1]', 'repeated']],
    ],
    [
      { providers: [provider(), provider()] },
      [
        ['providers[1].providerId', 'repeated'],
        ['providers[1].name', 'repeated'],
      ],
    ],
    [
      { providers: [provider({ rules: [{ value: 'mq', permissionSet: 'ops', scope: everywhere }] })] },
      [['providers[0].rules[0].permissionSet', 'notInFile']],
    ],
    [
      { providers: [provider({ secrets: { clientSecret: { env: 'APOGEE_SECRET' } } })] },
      [['providers[0].secrets.clientSecret.env', 'reservedVariable']],
    ],
  ])('%j', (value, expected) => {
    expect(faultsOf(value)).toEqual(expected)
  })

  it('says no word of what stands in it, for that may be a secret', () => {
    const read = parseAccessFile(Buffer.from('{"providers": [{"secrets": {"clientSecret": hunter2}}]}'))
    expect(JSON.stringify(read)).not.toContain('hunter2')
    const inPlace = JSON.stringify({ providers: [provider({ secrets: { clientSecret: 'hunter2' } })] })
    const refused = parseAccessFile(Buffer.from(inPlace))
    expect(refused).toMatchObject({ faults: [{ path: 'providers[0].secrets.clientSecret' }] })
    expect(JSON.stringify(refused)).not.toContain('hunter2')
  })

  it('has an example in the documentation', () => {
    const [, example] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/access-file.md', 'utf8')) ?? []
    expect(parseAccessFile(Buffer.from(example ?? ''))).toMatchObject({
      content: { grants: [{}, {}], providers: [{}] },
    })
  })

  it('names what is wrong with the file itself', async () => {
    expect(await readAccessFile(path.join(dir, 'none.json'))).toMatchObject({
      faults: [{ path: '', rule: 'unreadable', params: { code: 'ENOENT' } }],
    })
    const large = path.join(dir, 'large.json')
    writeFileSync(large, ' '.repeat(1024 * 1024 + 1))
    expect(await readAccessFile(large)).toMatchObject({ faults: [{ rule: 'tooManyBytes' }] })
  })
})

describe('secrets of a provider', () => {
  const read = (secret: object) => {
    const { providers } = AccessFileContent.parse({ providers: [provider({ secrets: { clientSecret: secret } })] })
    const [entry] = providers
    if (!entry) throw new Error('there is one')
    return readSecrets(entry)
  }
  const file = (name: string, text: string) => {
    const made = path.join(dir, name)
    writeFileSync(made, text)
    return made
  }

  it('come from a file, which may end in a line feed, or from the environment', async () => {
    expect(await read({ file: file('secret', 'hunter2\n') })).toEqual({ values: { clientSecret: 'hunter2' } })
    vi.stubEnv('SSO_SECRET', 'hunter3')
    expect(await read({ env: 'SSO_SECRET' })).toEqual({ values: { clientSecret: 'hunter3' } })
    vi.unstubAllEnvs()
    expect(await read({ env: 'SSO_SECRET' })).toEqual({
      missing: 'SSO_SECRET',
      detail: 'clientSecret: SSO_SECRET: is empty or not set',
    })
  })

  it('are not what holds many secrets, nor what the console keeps for itself', async () => {
    expect(await read({ file: file('many', 'A=1\nB=2') })).toMatchObject({ missing: path.join(dir, 'many') })
    const own = path.join(env().APOGEE_DATA_DIR, 'access-file')
    mkdirSync(own, { recursive: true })
    writeFileSync(path.join(own, 'secret'), 'root')
    symlinkSync(path.join(own, 'secret'), path.join(dir, 'link'))
    expect(await read({ file: path.join(dir, 'link') })).toMatchObject({
      detail: expect.stringContaining('data directory'),
    })
  })
})
