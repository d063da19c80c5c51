import { defineConfig } from 'vitest/config'

/**
 * What runs a test is the end of its name: `.test.ts` plain Node, `.db.test.ts` Postgres, `.broker.test.ts` real RocketMQ,
 * `.long.test.ts` its own servers, minutes of them; `.matrix.test.ts` Postgres and servers of every version and mode.
 */
const roots = '{lib,dev,i18n,components}'

export default defineConfig({
  test: {
    // Two cores: more forks only make the clock-bound tests of the remoting layer slow.
    maxWorkers: 2,
    // Limits are for what never comes, on the slowest machine: a test that ends says so itself.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
    setupFiles: ['dev/patience.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${roots}/**/!(*.db|*.broker|*.long|*.matrix).test.ts`],
          // Loading the code for each file by itself takes three times as long as all tests; so all have one environment, read once.
          isolate: false,
          env: {
            APOGEE_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
            APOGEE_DATA_DIR: '.apogee/unit',
            APOGEE_LOG_LEVEL: 'silent',
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: [`${roots}/**/*.db.test.ts`],
          globalSetup: 'lib/db/testing/global-setup.ts',
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'broker',
          include: [`${roots}/**/*.broker.test.ts`],
          // Verbs keep metadata and audit rows, so they need both.
          globalSetup: ['lib/db/testing/global-setup.ts', 'dev/rocketmq/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: [`${roots}/**/*.long.test.ts`],
          globalSetup: 'lib/db/testing/global-setup.ts',
          fileParallelism: false,
          testTimeout: 180_000,
          // The first run downloads what it starts.
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'matrix',
          include: [`${roots}/**/*.matrix.test.ts`],
          globalSetup: 'lib/db/testing/global-setup.ts',
          fileParallelism: false,
          testTimeout: 180_000,
          // The first run downloads what it starts.
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
