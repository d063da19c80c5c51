import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

const schemaDir = path.resolve(import.meta.dirname, '../../../prisma/schema')

const oid = { char: 18, charArray: 1002 }

/**
 * The catalog's type `"char"`, which the engine asks for, is unknown to the adapter. It is read as an array of characters here
 * and declared a character again in `readableCatalog`: the text of one letter is the same.
 */
class CatalogPool extends pg.Pool {
  constructor(connectionString: string) {
    super({ connectionString, max: 2 })
    const query = this.query.bind(this) as (...args: unknown[]) => Promise<pg.QueryResult> // the promise form is the one the adapter uses
    Object.assign(this, {
      query: async (...args: unknown[]) => {
        const result = await query(...args)
        for (const field of result.fields ?? []) if (field.dataTypeID === oid.char) field.dataTypeID = oid.charArray
        return result
      },
    })
  }
}

function readableCatalog(factory: PrismaPg): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => Promise.reject(new Error('A diff with a database needs no shadow database')),
    connect: async () => {
      const adapter = await factory.connect()
      const queryRaw = adapter.queryRaw.bind(adapter)
      adapter.queryRaw = async (query) => {
        const result = await queryRaw(query)
        const columnTypes = result.columnTypes.map((type) =>
          type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
        )
        return { ...result, columnTypes }
      }
      return adapter
    },
  }
}

let engineLoaded: Promise<void> | undefined

/** Once per process: the bindings keep views into the memory of the first instance. */
async function loadEngine(): Promise<void> {
  const wasm = new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const { instance } = await WebAssembly.instantiate(readFileSync(fileURLToPath(wasm)), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports, // the package exports the imports of its own module
  })
  bindings.__wbg_set_wasm(instance.exports)
  const exports = instance.exports as { __wbindgen_start?: () => void } // a wasm-bindgen module has this start function
  exports.__wbindgen_start?.()
}

/**
 * The SQL that would bring a database to `prisma/schema`, by Prisma's own engine.
 * @returns empty when the database has exactly the schema
 */
export async function diffToSchema(databaseUrl: string): Promise<string> {
  engineLoaded ??= loadEngine()
  await engineLoaded
  const files = readdirSync(schemaDir)
    .filter((name) => name.endsWith('.prisma'))
    .map((name) => ({ path: path.join(schemaDir, name), content: readFileSync(path.join(schemaDir, name), 'utf8') }))
  const pool = new CatalogPool(databaseUrl)
  const engine = await bindings.SchemaEngine.new(
    { datamodels: files.map((file) => [file.path, file.content]) },
    () => {},
    bindMigrationAwareSqlAdapterFactory(readableCatalog(new PrismaPg(pool))),
  )
  try {
    const result = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: schemaDir },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    })
    return result.exitCode === 2 ? (result.stdout ?? '') : ''
  } finally {
    engine.free()
    await pool.end()
  }
}
