/** What a filter is asked about. */
export interface SystemCall {
  /** `AUDIT_ARCH_*` of linux/audit.h. */
  architecture: number;
  number: number;
  args?: readonly bigint[];
}

/** What a filter decided: `SECCOMP_RET_*` of linux/seccomp.h, the errno where it is one. */
export type Decision = 'allow' | 'kill' | { errno: number };

/**
 * Runs a classic BPF program as the kernel does for one system call, with the instructions that libseccomp
 * writes; throws on any other. For tests: no filter of ours is trusted to do what its source says.
 */
export function decide(program: Buffer, call: SystemCall): Decision {
  const data = seccompData(call);
  let accumulator = 0;
  for (let at = 0; at * 8 < program.length; at += 1) {
    const code = program.readUInt16LE(at * 8);
    const ifTrue = program.readUInt8(at * 8 + 2);
    const ifFalse = program.readUInt8(at * 8 + 3);
    const k = program.readUInt32LE(at * 8 + 4);
    if (code === 0x20) accumulator = data.readUInt32LE(k);
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x05) at += k;
    else if (code === 0x15) at += accumulator === k ? ifTrue : ifFalse;
    else if (code === 0x25) at += accumulator > k ? ifTrue : ifFalse;
    else if (code === 0x35) at += accumulator >= k ? ifTrue : ifFalse;
    else if (code === 0x06) return decisionOf(k);
    else throw new Error(`BPF instruction ${at} has the unknown code 0x${code.toString(16)}.`);
  }
  throw new Error('The BPF program ends without a decision.');
}

/** `struct seccomp_data`: number, architecture, instruction pointer, six arguments. */
function seccompData({ architecture, number, args = [] }: SystemCall): Buffer {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(architecture, 4);
  args.forEach((value, index) => {
    data.writeBigUInt64LE(value, 16 + 8 * index);
  });
  return data;
}

function decisionOf(value: number): Decision {
  const action = (value & 0xffff0000) >>> 0;
  if (action === 0x7fff0000) return 'allow';
  if (action === 0x00050000) return { errno: value & 0xffff };
  if (action === 0x80000000) return 'kill';
  throw new Error(`The BPF program decided 0x${value.toString(16)}, which is no action that is used here.`);
}
