// Generates the Prisma client when the schema is newer than the generated code.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const schemaDir = path.join(root, 'prisma', 'schema')
const outputDir = path.join(root, 'lib', 'db', 'generated')
const stamp = path.join(outputDir, '.schema-hash')

const hash = createHash('sha256')
for (const name of readdirSync(schemaDir).sort()) hash.update(name).update(readFileSync(path.join(schemaDir, name)))
const wanted = hash.digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const prisma = path.join(root, 'node_modules', 'prisma', 'build', 'index.js')
  // The schema engine is only needed for migrations, which Apogee applies itself; without this Prisma tries to download it.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? '/bin/true' }
  const result = spawnSync(process.execPath, [prisma, 'generate'], { cwd: root, env, encoding: 'utf8' })
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`)
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
