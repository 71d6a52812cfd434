#!/usr/bin/env node
// What `npm start`, `npm test`, `npm run sandbox` and `npm run eval` run first, on whatever Node the machine has: it installs what the lockfile names,
// then hands over to the locked Node. Nothing here may need a dependency.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.snaprun-installed');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const troubleOfOurs = 3;

checkMachine();
if (!isInstalled()) await install();
handOver();

function checkMachine() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    fail(
      `Snaprun needs Node 20 or newer; this is ${process.versions.node}. Install one from https://nodejs.org.`,
    );
  }
  if (process.platform === 'win32')
    fail('Snaprun does not run on Windows itself; use WSL 2 with a Linux there.');
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
}

async function install() {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, commandArgs] = npm ? [process.execPath, [npm, ...args]] : ['npm', args];
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const line = () => `Installing the packages of the lockfile (about 1.3 GB, once): ${seconds()} s`;
  const isTerminal = process.stderr.isTTY;
  process.stderr.write(isTerminal ? line() : `${line()}\n`);
  const ticking = setInterval(
    () => process.stderr.write(isTerminal ? `\r${line()}` : `${line()}\n`),
    isTerminal ? 1000 : 15_000,
  );
  const child = spawn(command, commandArgs, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(1);
    });
    child.once('close', resolve);
  });
  clearInterval(ticking);
  if (isTerminal) process.stderr.write('\n');
  if (code !== 0)
    fail(`The packages could not be installed:\n${said.trim()}\nRun \`npm ci\` to see more, then try again.`);
  writeFileSync(stamp, lock);
  process.stderr.write(`Installed in ${seconds()} s.\n`);
}

function handOver() {
  const bin = join(root, 'node_modules', '.bin');
  // The locked Node; where no package carries one for this platform, the machine's own, which then has to be new enough.
  const locked = join(bin, 'node');
  const node = existsSync(locked) ? locked : process.execPath;
  if (node === process.execPath && Number(process.versions.node.split('.')[0]) < 24) {
    fail(
      `There is no packaged Node for ${process.platform} ${process.arch}: install Node 24 or newer and try again.`,
    );
  }
  const modes = {
    '--tests': 'testing/run.ts',
    '--sandbox': 'local/src/sandbox.ts',
    '--sandbox-image': 'sandbox/image/build.ts',
    '--models-test': 'local/src/models.ts',
    '--eval': 'local/src/eval.ts',
    '--doctor': 'operations/src/doctor/main.ts',
    '--backup': 'operations/src/backup/main.ts',
    '--verify': 'operations/src/verify/main.ts',
    '--chaos': 'local/src/chaos/main.ts',
    '--soak': 'local/src/chaos/soak.ts',
  };
  const [flag, ...rest] = process.argv.slice(2);
  const mode = Object.entries(modes).find(([name]) => name === flag);
  const program = join(root, mode ? mode[1] : 'local/src/main.ts');
  const args = mode ? rest : process.argv.slice(2);
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
  const child = spawn(node, [program, ...args], { stdio: 'inherit', env });
  // The terminal sends Ctrl-C to the whole group, npm passes signals on: the child ends by itself, we wait for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : troubleOfOurs)));
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(troubleOfOurs);
}
