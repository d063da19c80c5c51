import { defineConfig } from 'prisma/config'

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  // Empty while code is generated; the ordinary `prisma migrate deploy` needs it set.
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
