/**
 * Compares docs/conformance.md with every whole run of `npm test`: a line whose test is missing, was skipped or failed fails
 * the run. Runs of some files, of one project or of some titles are not judged, for they cannot prove all lines.
 */
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import type { Reporter, TestModule, TestSpecification, Vitest } from "vitest/node";
import { findOffences, parseMatrix, type RunTest } from "./matrix.ts";

export class ConformanceReporter implements Reporter {
  readonly #matrix: string;
  #vitest: Vitest | undefined;
  #isWhole = false;

  /** @param matrix the path of the document */
  constructor(matrix: string) {
    this.#matrix = matrix;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    this.#isWhole = this.#vitest !== undefined && (await isWhole(this.#vitest, specifications));
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    if (this.#vitest === undefined || !this.#isWhole) return;
    const { config, logger } = this.#vitest;
    const lines = parseMatrix(await readFile(this.#matrix, "utf8"));
    const offences = findOffences(lines, testsOf(modules, config.root));
    for (const offence of offences) logger.error(`conformance: ${offence}`);
    if (offences.length > 0) process.exitCode = 1;
    else logger.log(`conformance: ${lines.length} lines hold.`);
  }
}

/** Whether a run includes all tests. */
async function isWhole(vitest: Vitest, specifications: readonly TestSpecification[]): Promise<boolean> {
  const { cliExclude = [], project, shard, tagsFilter = [], testNamePattern } = vitest.config;
  const filters = [...cliExclude, ...project, ...tagsFilter, shard, testNamePattern];
  if (filters.some((filter) => filter !== undefined)) return false;
  return (await vitest.globTestSpecifications()).length === specifications.length;
}

const testsOf = (modules: readonly TestModule[], root: string): readonly RunTest[] =>
  modules.flatMap((module) => {
    const file = relative(root, module.moduleId).replaceAll("\\", "/");
    return [...module.children.allTests()].map((test) => ({
      name: `${file} > ${test.fullName}`,
      state: test.result().state,
    }));
  });
