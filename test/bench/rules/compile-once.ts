import { packPolicy } from '@portcullis/rules/compiler';
import { createEngine } from '@portcullis/rules/engine';
import { type CompiledPolicy, readCompiledPolicy } from '@portcullis/rules/policy';
import { compiled } from './compiled.ts';
import { samplePrefixes } from './sample-prefixes.ts';
import { serviceRoutes } from './sample-rules.ts';
import { threadCpuMs } from './timing.ts';

/** Run as a process of its own, since the rules are compiled once in each: prints the CPU time it took, in milliseconds. */

const routes = serviceRoutes(10_000);
const prefixes = samplePrefixes(100_000, 0.5);
const startedMs = threadCpuMs();
const { json, binary } = packPolicy(compiled(routes, prefixes));
const compiledMs = threadCpuMs();
const bytes = Uint8Array.from(binary).buffer;
const readyMs = threadCpuMs();
const engine = createEngine(readCompiledPolicy(JSON.parse(json) as CompiledPolicy, bytes), { development: false });
const endMs = threadCpuMs();
if (engine.policy.routes.length !== routes.length) throw new Error('routes are missing');
console.log(JSON.stringify({ compileMs: compiledMs - startedMs, loadMs: endMs - readyMs }));
